#include "supervision/supervisor_config.h"

#include <algorithm>
#include <cctype>

#include <unistd.h>

namespace stackdev {
namespace {

using Path = std::filesystem::path;

/// Percent signs are supervisord's own variables.
std::string escapedPercent(std::string_view text) {
  std::string result;
  for (const char c : text)
    result += c == '%' ? "%%" : std::string(1, c);
  return result;
}

/// A word of a command as shlex and configparser both read it: what they could take for their own
/// gets a backslash, so that " ;" begins no comment either.
std::string asWord(std::string_view word) {
  if (word.empty())
    return "''";
  std::string result;
  for (const char c : word) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && std::isalnum(byte) == 0 &&
        std::string_view("_@+=:,./-").find(c) == std::string_view::npos)
      result += '\\';
    result += c;
  }
  return escapedPercent(result);
}

bool isWritable(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return c >= 0 && c < 0x20; });
}

/// What configparser takes for the beginning of a comment.
bool hasComment(const std::string& text) {
  return text.find(" ;") != std::string::npos || text.find(" #") != std::string::npos;
}

Status check(const SupervisedProgram& one) {
  const auto refused = [&](const std::string& what) {
    return Error{ErrorCode::InvalidArgument,
                 one.name + ": " + what + " has a character that supervisord cannot be told of"};
  };
  if (!isWritable(one.name) || one.name.find_first_of(":[] ;#%") != std::string::npos)
    return refused("the name");
  for (const auto& argument : one.program.arguments)
    if (!isWritable(argument))
      return refused("an argument");
  for (const auto& [name, value] : one.program.environment)
    if (!isWritable(name + value))
      return refused("the variable " + name);
  if (!isWritable(one.program.folder.string() + one.program.program.string()))
    return refused("a path");
  if (hasComment(one.program.folder.string()))
    return refused("its folder, " + one.program.folder.string() + ",");
  return {};
}

/// env(1) sets the variables: supervisord's own syntax for them has no way to write every value.
std::string command(const SupervisedProgram& one, const Path& folder) {
  // Without Python's cache each start would compile the whole tree anew.
  std::string line = "/usr/bin/env -u PYTHONDONTWRITEBYTECODE " +
                     asWord(std::string(kFolderVariable) + "=" + folder.string()) + " " +
                     asWord(std::string(kNameVariable) + "=" + one.name) + " PYTHONUNBUFFERED=1";
  for (const auto& [name, value] : one.program.environment)
    line += " " + asWord(name + "=" + value);
  line += " " + asWord(one.program.program.string());
  for (const auto& argument : one.program.arguments)
    line += " " + asWord(argument);
  return line;
}

/// `path`, which is below the configuration's own folder, whatever that is called.
std::string inHere(const Path& path, const Path& folder) {
  return "%(here)s/" + escapedPercent(path.lexically_relative(folder).string());
}

std::string programSection(const SupervisedProgram& one, const Path& folder) {
  std::string section = "\n[program:" + one.name + "]\n";
  const auto add = [&](std::string_view key, const std::string& value) {
    section.append(key).append(" = ").append(value).append("\n");
  };
  add("command", command(one, folder));
  add("directory", escapedPercent(one.program.folder.string()));
  add("autostart", "false");
  add("autorestart", one.once ? "false" : "true");
  add("startsecs", one.once ? "0" : "1");
  add("startretries", one.once ? "0" : "3");
  add("exitcodes", "0");
  add("stopasgroup", "true");
  add("killasgroup", "true");
  add("stopwaitsecs", std::to_string(one.stopSeconds));
  add("redirect_stderr", "true");
  // Expanded twice, and what it is expanded to the second time is left alone.
  add("stdout_logfile", "%" + inHere(logFile(folder, one.name), folder));
  add("stdout_logfile_maxbytes", "20MB");
  add("stdout_logfile_backups", "2");
  return section;
}

} // namespace

Path logFile(const Path& folder, const std::string& name) {
  return folder / "log" / (name + ".log");
}

Result<std::string> supervisorConfig(const Path& folder, const Path& socket,
                                     const std::vector<SupervisedProgram>& programs) {
  const auto socketText =
      socket.parent_path() == folder ? inHere(socket, folder) : escapedPercent(socket.string());
  std::string text = "; Made by stackdev; `stackdev up` writes it anew.\n"
                     "[supervisord]\n"
                     "logfile = %(here)s/supervisord.log\nlogfile_maxbytes = 5MB\n"
                     "logfile_backups = 1\npidfile = %(here)s/supervisord.pid\n"
                     "childlogdir = %(here)s/log\ndirectory = %(here)s\numask = 077\n"
                     "minfds = 1024\nminprocs = 64\nstrip_ansi = false\n"
                     "identifier = stackdev\n";
  if (::geteuid() == 0)
    text += "user = root\n";
  text += "\n[unix_http_server]\nfile = " + socketText +
          "\nchmod = 0600\n"
          "\n[rpcinterface:supervisor]\n"
          "supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface\n"
          "\n[supervisorctl]\nserverurl = unix://" +
          socketText + "\n";
  for (const auto& one : programs) {
    if (auto fine = check(one); !fine)
      return fine.error();
    text += programSection(one, folder);
  }
  return text;
}

} // namespace stackdev
