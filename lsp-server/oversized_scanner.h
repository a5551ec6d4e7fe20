// Looks for the id of a message that is too large to be kept, as its bytes go by.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/basic_parser.hpp>

#include "protocol/message.h"

namespace stackdev::lsp {

class OversizedScanner {
public:
  OversizedScanner();

  /// Bytes behind an error in the JSON say nothing any more.
  void scan(std::string_view bytes);

  const std::optional<Id>& id() const { return parser_.handler().id; }

private:
  /// What boost::json::basic_parser calls. Only the member "id" of the outermost object matters.
  struct Handler {
    // NOLINTBEGIN(readability-identifier-naming): Boost's names
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
    using Text = boost::json::string_view;
    using Problem = boost::system::error_code;

    bool on_document_begin(Problem&) { return true; }
    bool on_document_end(Problem&) { return true; }
    bool on_object_begin(Problem&) { return enter(); }
    bool on_object_end(std::size_t, Problem&) { return leave(); }
    bool on_array_begin(Problem&) { return enter(); }
    bool on_array_end(std::size_t, Problem&) { return leave(); }
    bool on_key_part(Text part, std::size_t, Problem&) { return keep(key, part); }
    bool on_key(Text part, std::size_t, Problem&) {
      keep(key, part);
      isId = depth == 1 && key == "id";
      key.clear();
      return true;
    }
    bool on_string_part(Text part, std::size_t, Problem&) { return keep(text, part); }
    bool on_string(Text part, std::size_t, Problem&) {
      keep(text, part);
      if (text.size() <= kMaxId)
        return found(std::move(text));
      text.clear();
      return other();
    }
    bool on_number_part(Text, Problem&) { return true; }
    bool on_int64(std::int64_t value, Text, Problem&) { return found(value); }
    bool on_uint64(std::uint64_t, Text, Problem&) { return other(); }
    bool on_double(double, Text, Problem&) { return other(); }
    bool on_bool(bool, Problem&) { return other(); }
    bool on_null(Problem&) { return other(); }
    bool on_comment_part(Text, Problem&) { return true; }
    bool on_comment(Text, Problem&) { return true; }
    // NOLINTEND(readability-identifier-naming)

    bool enter() {
      ++depth;
      return other();
    }
    bool leave() {
      --depth;
      return true;
    }
    bool other() {
      isId = false;
      return true;
    }
    /// Only what may be an id: the text of a document is not kept. Of what is longer than one, as
    /// much as shows that.
    bool keep(std::string& into, Text part) const {
      if (isId || &into == &key)
        into.append(part.data(), std::min(part.size(), kMaxId + 1 - into.size()));
      return true;
    }
    bool found(Id value) {
      if (isId && !id)
        id = std::move(value);
      text.clear();
      return other();
    }

    static constexpr std::size_t kMaxId = 1024;
    int depth = 0;
    bool isId = false; // the value that comes is the outermost "id"
    std::string key;
    std::string text;
    std::optional<Id> id;
  };

  boost::json::basic_parser<Handler> parser_;
  bool isBroken_ = false;
};

} // namespace stackdev::lsp
