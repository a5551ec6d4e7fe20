#include "progress.h"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <sstream>

#include <sys/ioctl.h>
#include <unistd.h>

namespace stackdev::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto kSilence = 500ms; // what is done sooner needs no bar
constexpr auto kPause = 100ms;
constexpr std::size_t kBarWidth = 24;
constexpr std::size_t kStepWidth = 20;

struct Size {
  std::size_t rows = 24;
  std::size_t columns = 80;
};

Size terminalSize() {
  struct winsize size {};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
    return {};
  return {size.ws_row, size.ws_col};
}

} // namespace

std::string barLine(const ProgressRow& row, std::size_t nameWidth, std::size_t width) {
  std::ostringstream line;
  line << std::left << std::setw(static_cast<int>(nameWidth)) << row.name << "  "
       << std::setw(kStepWidth) << row.step;
  if (row.total > 0) {
    const auto done = std::min(row.done, row.total);
    const auto filled = static_cast<std::size_t>(done * kBarWidth / row.total);
    line << " [" << std::string(filled, '#') << std::string(kBarWidth - filled, ' ') << "] "
         << std::right << std::setw(3) << done * 100 / row.total << " %";
  } else if (row.done > 0) {
    line << ' ' << row.done;
  }
  if (row.bytes > 0)
    line << "  " << std::fixed << std::setprecision(1) << static_cast<double>(row.bytes) / (1 << 20)
         << " MiB";
  return line.str().substr(0, width);
}

ProgressDisplay::ProgressDisplay(const Globals& globals)
    : isShown_(!globals.json && globals.verbosity >= 0 && ::isatty(STDERR_FILENO) != 0),
      begin_(std::chrono::steady_clock::now()) {}

ProgressDisplay::~ProgressDisplay() {
  erase();
}

void ProgressDisplay::update(ProgressRow row) {
  if (!isShown_)
    return;
  auto same = std::find_if(rows_.begin(), rows_.end(),
                           [&](const auto& one) { return one.name == row.name; });
  const bool isNewStep = same == rows_.end() || same->step != row.step;
  if (same == rows_.end())
    same = rows_.emplace(same);
  *same = std::move(row);
  const auto now = std::chrono::steady_clock::now();
  if (now >= begin_ + kSilence && (isNewStep || now >= drawnAt_ + kPause))
    draw();
}

void ProgressDisplay::remove(std::string_view name) {
  std::erase_if(rows_, [&](const auto& row) { return row.name == name; });
}

void ProgressDisplay::print(const std::string& line) {
  const bool hadBars = drawn_ > 0;
  erase();
  std::cout << line << std::endl; // at once: the bars come on another stream
  if (hadBars)
    draw();
}

void ProgressDisplay::erase() {
  for (; drawn_ > 0; --drawn_)
    std::cerr << "\x1b[1A\x1b[2K";
  std::cerr << std::flush;
}

void ProgressDisplay::draw() {
  erase();
  const auto size = terminalSize();
  std::size_t nameWidth = 0;
  for (const auto& row : rows_)
    nameWidth = std::max(nameWidth, row.name.size());
  for (const auto& row : rows_) {
    if (drawn_ + 1 >= size.rows)
      break;
    std::cerr << barLine(row, nameWidth, size.columns - 1) << '\n';
    ++drawn_;
  }
  std::cerr << std::flush;
  drawnAt_ = std::chrono::steady_clock::now();
}

} // namespace stackdev::cli
