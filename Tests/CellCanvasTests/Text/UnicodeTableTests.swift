// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Testing

@testable import CellCanvas

private let folder = ProcessInfo.processInfo.environment["UNICODE_DATA"] ?? "/usr/share/unicode"

/// Derives the tables from the Unicode Character Database 15.0 where it is installed (Debian's `unicode-data`).
@Suite(.enabled(if: FileManager.default.fileExists(atPath: folder + "/UnicodeData.txt")))
struct UnicodeTableTests {
    @Test("The width and escape classes are those of the database")
    func classes() throws {
        guard try Self.text("EastAsianWidth.txt").contains("EastAsianWidth-15.0.0") else { return }
        let categories = try Self.categories()
        var wide = Set<UInt32>()
        for (range, value) in try Self.ranges("EastAsianWidth.txt") where value == "W" || value == "F" {
            wide.formUnion(range)
        }
        var ignorable = Set<UInt32>()
        for (range, value) in try Self.ranges("DerivedCoreProperties.txt")
        where value == "Default_Ignorable_Code_Point" { ignorable.formUnion(range) }
        // Emoji modifiers, blanks without the property, and widths that C libraries dispute.
        let more: [ClosedRange<UInt32>] = [
            0x2800...0x2800, 0xFFFC...0xFFFC, 0x1F3FB...0x1F3FF, 0x1D159...0x1D159, 0x3248...0x324F, 0x4DC0...0x4DFF,
        ]
        var differences: [UInt32] = []
        for value in UInt32(0)...0x10FFFF {
            let category = categories[Int(value)]
            let expected: UInt32
            if more.contains(where: { $0.contains(value) }) || ignorable.contains(value)
                || ["Cc", "Cf", "Cs", "Co", "", "Zl", "Zp"].contains(category)
                || (category == "Zs" && value != 0x20 && value != 0x3000)
            {
                expected = 3
            } else if category == "Mn" || category == "Me" || (0x1160...0x11FF).contains(value)
                || (0xD7B0...0xD7FB).contains(value)
            {
                expected = 2
            } else {
                expected = wide.contains(value) ? 1 : 0
            }
            if UnicodeTables.lookUp(value, in: UnicodeTables.classes) != expected { differences.append(value) }
        }
        #expect(differences.isEmpty, "\(differences.prefix(10).map { String($0, radix: 16) })")
    }

    @Test("The look-alike scripts are those of the database")
    func scripts() throws {
        guard try Self.text("EastAsianWidth.txt").contains("EastAsianWidth-15.0.0") else { return }
        let names: [String: Script] = [
            "Latin": .latin, "Greek": .greek, "Cyrillic": .cyrillic, "Armenian": .armenian, "Georgian": .georgian,
            "Cherokee": .cherokee, "Coptic": .coptic, "Lisu": .lisu,
        ]
        let categories = try Self.categories()
        for (range, value) in try Self.ranges("Scripts.txt") {
            for scalar in range.compactMap(Unicode.Scalar.init) {
                let category = categories[Int(scalar.value)]
                guard let script = Script(scalar), script != .styled else { continue }
                #expect(
                    script == names[value] && (category.hasPrefix("L") || category.hasPrefix("N")), "\(scalar.value)")
            }
            if names[value] != nil, let first = Unicode.Scalar(range.lowerBound),
                categories[Int(first.value)].hasPrefix("L")
            {
                #expect(Script(first) == names[value] || Script(first) == .styled, "\(first.value)")
            }
        }
    }

    private static func text(_ file: String) throws -> String {
        try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
    }

    private static func ranges(_ file: String) throws -> [(ClosedRange<UInt32>, String)] {
        try text(file).split(separator: "\n").compactMap { line in
            let fields = (line.split(separator: "#", omittingEmptySubsequences: false).first ?? "")
                .split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            guard fields.count >= 2 else { return nil }
            let bounds = fields[0].split(separator: ".").compactMap { UInt32($0, radix: 16) }
            guard let first = bounds.first, let last = bounds.last else { return nil }
            return (first...last, fields[1])
        }
    }

    /// By scalar; empty for what is unassigned.
    private static func categories() throws -> [String] {
        var categories = [String](repeating: "", count: 0x110000)
        var rangeStart: Int?
        for line in try text("UnicodeData.txt").split(separator: "\n") {
            let fields = line.split(separator: ";", omittingEmptySubsequences: false)
            guard let value = Int(fields[0], radix: 16) else { continue }
            if fields[1].hasSuffix("First>") {
                rangeStart = value
                continue
            }
            for each in (rangeStart ?? value)...value { categories[each] = String(fields[2]) }
            rangeStart = nil
        }
        return categories
    }
}
