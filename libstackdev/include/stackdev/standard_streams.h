// Standard input, output and error of the programs.
#pragma once

namespace stackdev {

/// Opens those that are closed, before anything else is: a file of ours that became one of them
/// would be printed into. Reading and writing there goes on failing.
void openStandardStreams();

} // namespace stackdev
