// Bars for what takes long, on stderr and on a terminal only; lines of the result go above them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "command.h"

namespace stackdev::cli {

/// One thing at work; total 0 is not known.
struct ProgressRow {
  std::string name;
  std::string step;
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::uint64_t bytes = 0;
};

/// "nova  receiving  [#####     ]  50 %  12.3 MiB", cut to `width` columns; without a total the
/// number alone: "scan  files read  8870".
std::string barLine(const ProgressRow& row, std::size_t nameWidth, std::size_t width);

/// Not for several threads at once.
class ProgressDisplay {
public:
  /// Shows nothing under --json or -q, or if stderr is no terminal.
  explicit ProgressDisplay(const Globals& globals);
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;
  ~ProgressDisplay();

  /// Draws each new step, else ten times a second at most; nothing in the first half second.
  void update(ProgressRow row);

  /// Takes the row of that name away.
  void remove(std::string_view name);

  /// A line of the result on stdout, above the bars.
  void print(const std::string& line);

private:
  void erase();
  void draw();

  bool isShown_;
  std::chrono::steady_clock::time_point begin_;
  std::chrono::steady_clock::time_point drawnAt_{};
  std::vector<ProgressRow> rows_;
  std::size_t drawn_ = 0; // lines on the screen
};

} // namespace stackdev::cli
