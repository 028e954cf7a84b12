// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Dispatch

/// One statement on its way, from the turn it took to its last result.
struct Exchange {
    enum CancelReason {
        case task
        case deadline
        /// The caller has what they wanted, or more than they allowed.
        case enough
    }

    let id: UInt64
    /// Whether the caller decides when it ends: a row stream, a COPY.
    let isOpenEnded: Bool
    /// Nobody wants the rest of it.
    var isAbandoned = false
    /// Its owner reads from the socket at this moment.
    var isBeingRead = false
    var cancelReason: CancelReason?
    /// A cancel request is on its way to the server.
    var isCancelRequestUnderWay = false
    var timer: DispatchWorkItem?
    var timeout: Duration?
}
