// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Takes the bytes of an answer's body as they come, and says when it has had enough: nothing that a service sends is
/// kept beyond that.
protocol AnswerBody: Sendable {
    /// - Returns: Whether more is wanted; after false nothing more is read.
    mutating func take(_ bytes: ArraySlice<UInt8>) -> Bool
}

/// The beginning of a body.
struct BoundedBody: AnswerBody {
    /// Bodies are cut here.
    let limit: Int
    private(set) var bytes: [UInt8] = []

    init(limit: Int) {
        self.limit = limit
    }

    mutating func take(_ bytes: ArraySlice<UInt8>) -> Bool {
        self.bytes += bytes.prefix(limit - self.bytes.count)
        return self.bytes.count < limit
    }
}

/// What came back from a service.
struct HTTPAnswer<Body: AnswerBody>: Sendable {
    var status: Int
    /// The media type in lower case, without its parameters; nil where the service named none.
    var mediaType: String?
    var body: Body
    /// Whether the body ended by itself or was cut; false where it broke off or ran into the deadline.
    var isComplete: Bool
    /// Whether only the end of the connection says where the body ends.
    var endsByClose: Bool
}
