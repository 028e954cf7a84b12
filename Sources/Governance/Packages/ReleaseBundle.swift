// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What a release consists of, exactly.
public struct ReleaseBundle: Sendable, Hashable, Codable {
    public var artifact: String?
    public var aiLease: String?
    public var apiServices: String?
    public var theme: String?

    public init(artifact: String? = nil, aiLease: String? = nil, apiServices: String? = nil, theme: String? = nil) {
        self.artifact = artifact
        self.aiLease = aiLease
        self.apiServices = apiServices
        self.theme = theme
    }
}
