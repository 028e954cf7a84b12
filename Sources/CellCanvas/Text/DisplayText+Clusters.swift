// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension DisplayText {
    /// What goes into one cell, or into two for a wide letter: a letter with its marks.
    struct Cluster: Sendable {
        let text: String
        let width: Int
    }

    /// Calls `body` for each cell's content in order, until it returns false.
    func forEachCluster(_ body: (Cluster) -> Bool) {
        if isASCII {
            for byte in string.utf8 {
                guard body(Cluster(text: Self.asciiClusters[Int(byte & 0x7F)], width: 1)) else { return }
            }
            return
        }
        var pending = ""
        var width = 0
        for scalar in string.unicodeScalars {
            let scalarWidth = ScalarClass(scalar).width
            if scalarWidth > 0, !pending.isEmpty {
                guard body(Cluster(text: pending, width: width)) else { return }
                pending = ""
                width = 0
            }
            pending.unicodeScalars.append(scalar)
            width += scalarWidth
        }
        if !pending.isEmpty { _ = body(Cluster(text: pending, width: width)) }
    }

    /// One string for each ASCII byte, so that drawing makes none.
    private static let asciiClusters: [String] = (0..<128).map { String(Unicode.Scalar(UInt8($0))) }

    /// Columns of a character as it stands in a sanitised text.
    static func width(of character: Character) -> Int {
        character.unicodeScalars.reduce(0) { $0 + ScalarClass($1).width }
    }
}
