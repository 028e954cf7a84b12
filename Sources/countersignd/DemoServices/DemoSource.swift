// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser

/// The four services that a demonstration stands in for; the fifth, Governance, is the daemon itself.
enum DemoSource: String, Sendable, Hashable, CaseIterable, Codable, ExpressibleByArgument {
    case platform
    case node
    case engine
    case integration

    /// The port on which the real service listens.
    var port: Int {
        switch self {
        case .platform: 8090
        case .node: 8082
        case .engine: 8083
        case .integration: 8084
        }
    }
}
