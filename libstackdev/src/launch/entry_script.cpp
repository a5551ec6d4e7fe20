#include "launch/entry_script.h"

#include "support/file.h"

namespace stackdev {
namespace {

constexpr const char* kHead = "#!/usr/bin/env python3\n"
                              "# Made by stackdev: runs what an installation would make a script "
                              "of, from the source tree.\n";

// The folder of this script is no place to import from; the project is on PYTHONPATH.
constexpr const char* kPath = "import sys\n"
                              "\n"
                              "sys.path[:] = sys.path[1:]\n";

std::string pythonString(const std::string& text) {
  std::string literal = "'";
  for (const char c : text) {
    if (c == '\\' || c == '\'')
      literal += '\\';
    c == '\n' ? literal += "\\n" : literal += c;
  }
  return literal + "'";
}

} // namespace

std::filesystem::path shippedScript(const std::string& path) {
  return dataFolder() / "pydev-templates/services" / path;
}

std::string programFile(const Program& program) {
  return program.kind == Program::Kind::Script ? program.path : ".stackdev/bin/" + program.name;
}

std::string entryScript(const Program& program) {
  switch (program.kind) {
  case Program::Kind::Script:
    return {};
  case Program::Kind::Function:
    return std::string(kHead) + kPath + "from " + program.module + " import " +
           program.function.substr(0, program.function.find('.')) +
           "\n\n"
           "if __name__ == '__main__':\n"
           "    sys.exit(" +
           program.function + "())\n";
  case Program::Kind::Module:
    return std::string(kHead) + kPath +
           "import runpy\n\n"
           "runpy.run_module('" +
           program.module + "', run_name='__main__', alter_sys=True)\n";
  case Program::Kind::WsgiFunction:
    return std::string(kHead) + kPath +
           "from wsgiref.simple_server import make_server\n"
           "\n"
           "from " +
           program.module + " import " + program.function +
           "\n\n"
           "if __name__ == '__main__':\n"
           "    # as the script that pbr makes: --port N first, the application's own arguments "
           "after --\n"
           "    port = 8000\n"
           "    if sys.argv[1:2] == ['--port']:\n"
           "        port = int(sys.argv[2])\n"
           "        del sys.argv[1:3]\n"
           "    if sys.argv[1:2] == ['--']:\n"
           "        del sys.argv[1]\n"
           "    server = make_server('127.0.0.1', port, " +
           program.function +
           "())\n"
           "    print('serving on http://127.0.0.1:%d/' % port)\n"
           "    server.serve_forever()\n";
  case Program::Kind::ShippedScript:
    return std::string(kHead) + kPath +
           "import runpy\n\n"
           "runpy.run_path(" +
           pythonString(shippedScript(program.path).string()) + ", run_name='__main__')\n";
  }
  return {};
}

} // namespace stackdev
