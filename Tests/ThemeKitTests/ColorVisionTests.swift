// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Foundation
import Testing

@testable import ThemeKit

/// The themes for people who see some colours as one: what counts stays apart in their eyes.
@Suite("P1 38: colour vision")
struct ColorVisionTests {
    /// How linear red, green and blue arrive (Machado, Oliveira, Fernandes 2009, severity 1.0).
    private static let matrices: [String: [[Double]]] = [
        "deuteranopia": [
            [0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881],
        ],
        "tritanopia": [
            [1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900],
        ],
    ]

    /// CIELAB (D65) of a colour as the person sees it.
    private static func lab(_ color: Color, _ matrix: [[Double]]) throws -> [Double] {
        let parts = try #require(color.components)
        let linear = [parts.red, parts.green, parts.blue].map { value -> Double in
            let part = Double(value) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        func product(_ rows: [[Double]], _ vector: [Double]) -> [Double] {
            rows.map { zip($0, vector).reduce(0) { $0 + $1.0 * $1.1 } }
        }
        let seen = product(matrix, linear).map { min(1, max(0, $0)) }
        let xyz = product(
            [[0.412_4, 0.357_6, 0.180_5], [0.212_6, 0.715_2, 0.072_2], [0.019_3, 0.119_2, 0.950_5]], seen)
        let scaled = zip(xyz, [0.950_47, 1, 1.088_83]).map { pair -> Double in
            let part = pair.0 / pair.1
            return part > 0.008_856 ? cbrt(part) : 7.787 * part + 16.0 / 116
        }
        return [116 * scaled[1] - 16, 500 * (scaled[0] - scaled[1]), 200 * (scaled[1] - scaled[2])]
    }

    private static func distance(_ one: Role, _ other: Role, in theme: Theme, _ matrix: [[Double]]) throws -> Double {
        let (left, right) = (
            try lab(theme.style(one).foreground, matrix), try lab(theme.style(other).foreground, matrix)
        )
        return sqrt(zip(left, right).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) })
    }

    private static let pairs: [(Role, Role)] = [
        (.stateLive, .stateOffline), (.stateLive, .stateDegraded), (.stateDegraded, .stateOffline),
        (.outcomeSucceeded, .outcomeDenied), (.outcomeSucceeded, .outcomeAttempted),
        (.severityLow, .severityMedium), (.severityMedium, .severityHigh), (.severityHigh, .severityCritical),
        (.changeOld, .changeNew), (.noticeSuccess, .noticeError), (.noticeWarning, .noticeError),
        (.requestWaiting, .requestAuthorized),
    ]

    @Test("What counts is at least 25 apart (CIE76) in the eyes that a theme is for", arguments: matrices.keys.sorted())
    func apart(name: String) throws {
        let theme = try ShippedThemes.load(name).theme
        let matrix = try #require(Self.matrices[name])
        for (one, other) in Self.pairs {
            let distance = try Self.distance(one, other, in: theme, matrix)
            #expect(distance >= 25, "\(one.rawValue) and \(other.rawValue): \(distance)")
        }
    }

    @Test("The measure tells: the dark theme would not do for deuteranopia")
    func measure() throws {
        let matrix = try #require(Self.matrices["deuteranopia"])
        let distances = try Self.pairs.map { try Self.distance($0.0, $0.1, in: .fallback, matrix) }
        #expect(distances.contains { $0 < 25 })
    }
}
