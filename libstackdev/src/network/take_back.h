// The machine's network as it was before the bridge.
#pragma once

#include <vector>

#include <stackdev/network.h>

#include "network/network_record.h"

namespace stackdev {

/// Runs each to its end, the first that fails ends it. Errors: Io with the line that failed.
Status runNetworkCommands(const std::vector<NetworkCommand>& commands);

/// The record's change set `before` its next phase, with whatever files change at the same moment.
ChangeSet recordChange(const Root& root, const std::optional<std::string>& before,
                       const std::optional<NetworkRecord>& next);

/// The files that are to change when the record's bridge is taken away; those that are so already,
/// for a start of the machine clears /run, are left out.
ChangeSet filesTakenBack(const NetworkRecord& record);

/// The record with what taking it back means now: a bridge that was kept has perhaps other
/// addresses than on its first day; after a start of the machine there may be nothing to do.
NetworkRecord asOfNow(NetworkRecord record);

/// Takes it back, from whatever phase it is in, and forgets it. What cannot be written down is done
/// all the same while it is a trial. Errors: Io if something is left; then it can be tried again.
Status takeBack(const Root& root, const StoredNetworkRecord& stored);

} // namespace stackdev
