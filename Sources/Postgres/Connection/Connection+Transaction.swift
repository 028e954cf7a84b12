// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// How far a transaction is kept apart from others.
public enum IsolationLevel: String, Sendable, CaseIterable {
    case readCommitted = "read committed"
    case repeatableRead = "repeatable read"
    case serializable
}

extension Connection {
    /// Runs `body` in a transaction: COMMIT when it returns, ROLLBACK when it throws.
    ///
    /// - Parameters:
    ///   - isolation: The caller's own, so that `body` may use what the caller may.
    ///   - level: nil leaves it to the session's default.
    ///   - isReadOnly: Whether the transaction may only read.
    ///   - body: The statements of the transaction, run on the connection it gets.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws; ``PostgresError/Code/transactionAborted`` where `body` kept quiet about a
    ///   statement that failed, so that COMMIT could only roll back; ``PostgresError/Code/commitUnknown`` where the
    ///   connection broke during COMMIT.
    public func withTransaction<Value>(
        isolation: isolated (any Actor)? = #isolation,
        level: IsolationLevel? = nil,
        isReadOnly: Bool = false,
        _ body: (Connection) async throws -> Value
    ) async throws -> Value {
        var begin = "begin"
        if let level { begin += " isolation level \(level.rawValue)" }
        if isReadOnly { begin += " read only" }
        try await execute(Query(unescaped: begin), prepare: false)
        let value: Value
        do {
            value = try await body(self)
        } catch {
            await rollBack()
            throw error
        }
        try await commit()
        return value
    }

    private func commit() async throws {
        // Lost before COMMIT was sent: nothing took effect for sure.
        _ = try handle()
        let tag: CommandTag
        do {
            tag = try await command("commit", prepare: false)
        } catch let error as PostgresError where !isOpen {
            // Whatever ended the connection, a server that did not answer in time included.
            var unknown = error
            unknown.code = .commitUnknown
            unknown.message = "the connection was lost during COMMIT, which may have taken effect: \(error.message)"
            throw unknown
        } catch {
            await rollBack()
            throw error
        }
        guard tag.text == "COMMIT" else {
            throw PostgresError(
                .transactionAborted, "a statement of the transaction had failed, so it was rolled back at its end")
        }
    }

    /// Leaves the transaction, whatever became of the task.
    ///
    /// A connection on which that fails is closed: its state is not known.
    func rollBack() async {
        guard isOpen, transactionState != .idle else { return }
        do {
            // What still runs may have had no transaction; ROLLBACK without one is a warning in the server's log.
            if transactionState == .active {
                try await takeTurn(isCancellable: false)
                passTurn()
                guard isOpen, transactionState != .idle else { return }
            }
            _ = try await command("rollback", timeout: .seconds(5), prepare: false, isCancellable: false)
        } catch {
            shutDown(PostgresError(.serverClosed, "ROLLBACK failed, so the connection was given up"))
        }
    }
}
