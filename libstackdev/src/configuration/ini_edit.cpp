#include "configuration/ini_edit.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace stackdev {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos)
    return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// A line, or a key with the lines that go on with its value; `text` ends with its newline.
struct Item {
  std::string text;
  std::string section; // that it is in; of a heading, the one that it begins
  std::string key;     // "" for comments, headings and blank lines
  bool isHeading = false;
};

std::vector<std::string> linesOf(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto size = end == std::string_view::npos ? text.size() : end + 1;
    lines.emplace_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  if (!lines.empty() && lines.back().back() != '\n')
    lines.back() += '\n';
  return lines;
}

std::vector<Item> itemsOf(std::string_view text) {
  std::vector<Item> items;
  std::string section;
  for (auto& line : linesOf(text)) {
    const bool isIndented = line.front() == ' ' || line.front() == '\t';
    if (isIndented && !trimmed(line).empty() && !items.empty() && !items.back().key.empty()) {
      items.back().text += line;
      continue;
    }
    Item item{std::move(line), section, {}};
    const auto content = trimmed(item.text);
    if (content.starts_with('[') && content.ends_with(']')) {
      section = content.substr(1, content.size() - 2);
      item.section = section;
      item.isHeading = true;
    } else if (!content.empty() && content.front() != '#' && content.front() != ';') {
      item.key = trimmed(content.substr(0, content.find_first_of("=:")));
    }
    items.push_back(std::move(item));
  }
  return items;
}

/// What the key's line says, whatever the spaces.
std::string valueOf(const Item& item) {
  const auto sign = item.text.find_first_of("=:");
  return std::string(sign == std::string::npos ? "" : trimmed(item.text.substr(sign + 1)));
}

using Place = std::pair<std::string, std::string>; // section and key
using Values = std::vector<std::string>;

struct Keys {
  std::map<Place, Values> values;
  std::vector<Place> order;
};

Keys keysOf(const std::vector<Item>& items) {
  Keys keys;
  for (const auto& item : items) {
    if (item.key.empty())
      continue;
    auto& values = keys.values[{item.section, item.key}];
    if (values.empty())
      keys.order.emplace_back(item.section, item.key);
    values.push_back(valueOf(item));
  }
  return keys;
}

Values valuesAt(const Keys& keys, const Place& place) {
  const auto found = keys.values.find(place);
  return found == keys.values.end() ? Values() : found->second;
}

/// Where a key that is not there yet goes: in place of its old lines, else behind the last line of
/// its section, else at the end, under a new heading.
std::size_t placeFor(std::vector<Item>& items, const std::string& section) {
  for (auto i = items.size(); i > 0; --i) {
    const auto& item = items[i - 1];
    if (item.section == section && (item.isHeading || !item.key.empty()))
      return i;
  }
  if (section.empty())
    return 0;
  if (!items.empty())
    items.push_back({"\n", items.back().section, {}});
  items.push_back({"[" + section + "]\n", section, {}, true});
  return items.size();
}

void set(std::vector<Item>& items, const Place& place, const Values& values) {
  const auto isKey = [&](const Item& item) {
    return item.section == place.first && item.key == place.second;
  };
  const auto old = std::find_if(items.begin(), items.end(), isKey);
  auto index = static_cast<std::size_t>(old - items.begin());
  if (old == items.end() && values.empty())
    return;
  if (old == items.end())
    index = placeFor(items, place.first);
  std::erase_if(items, isKey);
  std::vector<Item> fresh;
  for (const auto& value : values)
    fresh.push_back({place.second + " = " + value + "\n", place.first, place.second});
  items.insert(items.begin() + static_cast<std::ptrdiff_t>(index), fresh.begin(), fresh.end());
}

std::string textOf(const std::vector<Item>& items) {
  std::string text;
  for (const auto& item : items)
    text += item.text;
  return text;
}

} // namespace

std::string withSettings(std::string_view text, std::string_view settings) {
  auto items = itemsOf(text);
  const auto wanted = keysOf(itemsOf(settings));
  for (const auto& place : wanted.order)
    set(items, place, valuesAt(wanted, place));
  return textOf(items);
}

std::string merged(std::string_view mine, std::string_view before, std::string_view after) {
  auto items = itemsOf(mine);
  const auto his = keysOf(items);
  const auto old = keysOf(itemsOf(before));
  const auto wanted = keysOf(itemsOf(after));
  auto places = wanted.order;
  places.insert(places.end(), old.order.begin(), old.order.end());
  for (const auto& place : places) {
    const auto was = valuesAt(old, place);
    const auto is = valuesAt(wanted, place);
    if (is != was && valuesAt(his, place) == was)
      set(items, place, is);
  }
  return textOf(items);
}

} // namespace stackdev
