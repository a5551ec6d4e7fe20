#include "supervision/xml_rpc.h"

#include <cstdint>
#include <sstream>

#include <boost/json.hpp>
#include <pugixml.hpp>

namespace stackdev {
namespace {

namespace json = boost::json;

constexpr int kDeepest = 32;

void append(pugi::xml_node parent, const json::value& value) {
  auto node = parent.append_child("value");
  if (const auto* text = value.if_string())
    node.append_child("string").text().set(text->c_str());
  else if (const auto* truth = value.if_bool())
    node.append_child("boolean").text().set(*truth ? 1 : 0);
  else if (const auto* number = value.if_int64())
    node.append_child("int").text().set(static_cast<long long>(*number));
}

json::value valueOf(pugi::xml_node node, int depth) {
  const auto typed = node.first_child();
  const std::string_view type = typed.name();
  if (depth > kDeepest || type == "nil")
    return nullptr;
  if (type == "int" || type == "i4" || type == "i8")
    return static_cast<std::int64_t>(typed.text().as_llong());
  if (type == "boolean")
    return typed.text().as_int() != 0;
  if (type == "double")
    return typed.text().as_double();
  if (type == "array") {
    json::array items;
    for (const auto item : typed.child("data").children("value"))
      items.push_back(valueOf(item, depth + 1));
    return items;
  }
  if (type == "struct") {
    json::object members;
    for (const auto member : typed.children("member"))
      members[member.child_value("name")] = valueOf(member.child("value"), depth + 1);
    return members;
  }
  return json::string(type.empty() ? node.child_value() : typed.child_value());
}

} // namespace

std::string xmlRpcCall(std::string_view method, const std::vector<json::value>& parameters) {
  pugi::xml_document document;
  auto call = document.append_child("methodCall");
  call.append_child("methodName").text().set(std::string(method).c_str());
  auto list = call.append_child("params");
  for (const auto& parameter : parameters)
    append(list.append_child("param"), parameter);
  std::ostringstream text;
  document.save(text, "", pugi::format_raw);
  return text.str();
}

Result<json::value> xmlRpcAnswer(std::string_view body) {
  pugi::xml_document document;
  if (!document.load_buffer(body.data(), body.size(),
                            pugi::parse_default | pugi::parse_ws_pcdata_single))
    return Error{ErrorCode::Protocol, "expected XML-RPC, got " + std::string(body.substr(0, 80))};
  const auto answer = document.child("methodResponse");
  if (const auto fault = answer.child("fault")) {
    const auto value = valueOf(fault.child("value"), 0);
    const auto* members = value.if_object();
    const auto* text = members == nullptr ? nullptr : members->if_contains("faultString");
    return Error{ErrorCode::Protocol,
                 text != nullptr && text->is_string() ? std::string(text->as_string()) : "a fault"};
  }
  const auto value = answer.child("params").child("param").child("value");
  if (!value)
    return Error{ErrorCode::Protocol, "an XML-RPC answer without a value"};
  return valueOf(value, 0);
}

} // namespace stackdev
