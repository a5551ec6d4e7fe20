// How a protocol struct becomes JSON and back: it lists its members once, in fields(), and both
// directions follow that list. An optional member may be absent or null; others are required;
// unknown members are ignored, as the specification wants it.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <variant>
#include <vector>

#include <boost/json.hpp>

#include <stackdev/result.h>

namespace stackdev::lsp {

namespace json = boost::json;

template <class Owner, class T>
struct Field {
  std::string_view name;
  T Owner::*member;
};

template <class Owner, class T>
constexpr Field<Owner, T> field(const char* name, T Owner::*member) {
  return {name, member};
}

template <class T>
concept Structure = requires {
  T::fields();
};

/// 1.0 is one to JavaScript, and to Vim.
inline std::optional<std::int64_t> integer(const json::value& from) {
  if (from.is_int64())
    return from.get_int64();
  if (from.is_double()) {
    const auto number = from.get_double();
    if (number >= -9e15 && number <= 9e15 &&
        static_cast<double>(static_cast<std::int64_t>(number)) == number)
      return static_cast<std::int64_t>(number);
  }
  return std::nullopt;
}

/// Reads one value; on failure says where it is in the whole: "textDocument.uri: expected a
/// string".
class Reading {
public:
  template <class T>
  Result<T> whole(const json::value& from) {
    T value{};
    const json::value none(json::object_kind); // params may be left out
    if (!read(Structure<T> && from.is_null() ? none : from, value))
      return Error{ErrorCode::InvalidArgument, problem_};
    return value;
  }

private:
  bool expected(std::string_view what) {
    problem_ = (path_.empty() ? "params" : path_) + ": expected " + std::string(what);
    return false;
  }

  bool read(const json::value& from, json::value& into) {
    into = from;
    return true;
  }

  bool read(const json::value& from, json::object& into) {
    if (!from.is_object())
      return expected("an object");
    into = from.get_object();
    return true;
  }

  bool read(const json::value& from, bool& into) {
    if (!from.is_bool())
      return expected("a boolean");
    into = from.get_bool();
    return true;
  }

  bool read(const json::value& from, std::string& into) {
    if (!from.is_string())
      return expected("a string");
    into.assign(from.get_string().data(), from.get_string().size());
    return true;
  }

  /// LSP's integers have 32 bits, its uintegers 31.
  bool read(const json::value& from, std::int32_t& into) {
    const auto number = integer(from);
    if (!number || *number < std::numeric_limits<std::int32_t>::min() ||
        *number > std::numeric_limits<std::int32_t>::max())
      return expected("an integer");
    into = static_cast<std::int32_t>(*number);
    return true;
  }

  bool read(const json::value& from, std::uint32_t& into) {
    const auto number = integer(from);
    if (!number || *number < 0 || *number > std::numeric_limits<std::int32_t>::max())
      return expected("an unsigned integer");
    into = static_cast<std::uint32_t>(*number);
    return true;
  }

  /// Not of the protocol: offsets into files.
  bool read(const json::value& from, std::uint64_t& into) {
    const auto number = integer(from);
    if (!number || *number < 0)
      return expected("an unsigned integer");
    into = static_cast<std::uint64_t>(*number);
    return true;
  }

  bool read(const json::value& from, std::variant<std::int32_t, std::string>& into) {
    if (from.is_string())
      return read(from, into.emplace<std::string>());
    if (read(from, into.emplace<std::int32_t>()))
      return true;
    return expected("an integer or a string");
  }

  template <class E>
  requires std::is_enum_v<E>
  bool read(const json::value& from, E& into) {
    std::int32_t number = 0;
    if (!read(from, number))
      return false;
    into = static_cast<E>(number);
    return true;
  }

  template <class T>
  bool read(const json::value& from, std::optional<T>& into) {
    if (from.is_null()) // Emacs sends null for what it does not have
      return true;
    return read(from, into.emplace());
  }

  template <class T>
  bool read(const json::value& from, std::vector<T>& into) {
    if (!from.is_array())
      return expected("an array");
    const auto length = path_.size();
    for (const auto& item : from.get_array()) {
      path_ += "[" + std::to_string(into.size()) + "]";
      if (!read(item, into.emplace_back()))
        return false;
      path_.resize(length);
    }
    return true;
  }

  template <Structure T>
  bool read(const json::value& from, T& into) {
    if (!from.is_object())
      return expected("an object");
    const auto& object = from.get_object();
    return std::apply(
        [&](const auto&... fields) { return (readField(object, into, fields) && ...); },
        T::fields());
  }

  template <class Owner, class T>
  bool readField(const json::object& object, Owner& into, const Field<Owner, T>& field) {
    const auto length = path_.size();
    path_.append(path_.empty() ? "" : ".").append(field.name);
    static const json::value absent;
    const auto* value = object.if_contains(field.name);
    if (!read(value == nullptr ? absent : *value, into.*field.member))
      return false;
    path_.resize(length);
    return true;
  }

  std::string path_;
  std::string problem_;
};

template <class T>
Result<T> parse(const json::value& from) {
  return Reading().whole<T>(from);
}

inline json::value toJson(const json::value& value) {
  return value;
}
inline json::value toJson(const json::object& value) {
  return value;
}
inline json::value toJson(std::nullptr_t) {
  return nullptr;
}
inline json::value toJson(bool value) {
  return value;
}
inline json::value toJson(std::int32_t value) {
  return value;
}
inline json::value toJson(std::uint32_t value) {
  return value;
}
inline json::value toJson(std::uint64_t value) {
  return value;
}
inline json::value toJson(const std::string& value) {
  return json::string(value);
}

template <Structure T>
json::value toJson(const T& value);
template <class T>
json::value toJson(const std::vector<T>& values);
template <class T>
json::value toJson(const std::optional<T>& value);

template <class E>
requires std::is_enum_v<E> json::value toJson(E value) {
  return static_cast<std::int32_t>(value);
}

inline json::value toJson(const std::variant<std::int32_t, std::string>& value) {
  return std::visit([](const auto& one) { return toJson(one); }, value);
}

template <class T>
json::value toJson(const std::optional<T>& value) {
  return value ? toJson(*value) : json::value();
}

template <class T>
json::value toJson(const std::vector<T>& values) {
  json::array array;
  array.reserve(values.size());
  for (const auto& value : values)
    array.push_back(toJson(value));
  return array;
}

template <class Owner, class T>
void writeField(json::object& into, const Owner& from, const Field<Owner, T>& field) {
  into[field.name] = toJson(from.*field.member);
}

template <class Owner, class T>
void writeField(json::object& into, const Owner& from,
                const Field<Owner, std::optional<T>>& field) {
  if (const auto& value = from.*field.member)
    into[field.name] = toJson(*value);
}

template <Structure T>
json::value toJson(const T& value) {
  json::object object;
  std::apply([&](const auto&... fields) { (writeField(object, value, fields), ...); }, T::fields());
  return object;
}

} // namespace stackdev::lsp
