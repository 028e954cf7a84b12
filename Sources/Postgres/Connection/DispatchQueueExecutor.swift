// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Dispatch

/// Runs an actor's jobs on a serial Dispatch queue of its own.
///
/// Two things follow. What blocks there (a slow name lookup inside libpq) blocks one thread of Dispatch and never one
/// of the few threads of Swift's cooperative pool. And Dispatch sources that target the same queue are on the actor
/// already, so their handlers touch its state without a hop or a lock. Foundation's `DispatchSerialQueue`, which would
/// be such an executor, does not exist on Linux (swift-corelibs-libdispatch#848).
final class DispatchQueueExecutor: SerialExecutor {
    let queue: DispatchQueue

    init(label: String) {
        queue = DispatchQueue(label: label)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }

    func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
