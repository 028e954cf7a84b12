// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Testing

@Suite struct RectTests {
    private static let extremes = [Int.min, -1_000_000, -7, -1, 0, 1, 2, 3, 10, 80, 1_000_000, Int.max]

    @Test("No size or position traps, and nothing leaves its rectangle")
    func absurdSizes() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<5_000 {
            func any() -> Int { Self.extremes.randomElement(using: &random) ?? 0 }
            let rect = Rect(x: any(), y: any(), width: any(), height: any())
            let other = Rect(x: any(), y: any(), width: any(), height: any())
            let parts = [
                rect.cutTop(any()).top, rect.cutTop(any()).rest, rect.cutBottom(any()).bottom,
                rect.cutBottom(any()).rest, rect.cutLeft(any()).left, rect.cutLeft(any()).rest,
                rect.cutRight(any()).right, rect.cutRight(any()).rest,
                rect.inset(top: any(), left: any(), bottom: any(), right: any()),
                rect.inset(horizontal: any(), vertical: any()), rect.centered(Size(width: any(), height: any())),
            ]
            for part in parts {
                #expect(part.minX >= rect.minX && part.maxX <= rect.maxX, "\(part) in \(rect)")
                #expect(part.minY >= rect.minY && part.maxY <= rect.maxY, "\(part) in \(rect)")
            }
            let common = rect.intersection(other)
            #expect(common.isEmpty || (common.minX >= other.minX && common.maxY <= other.maxY))
            _ = rect.offset(x: any(), y: any())
            let clamped = rect.clamped(to: other)
            #expect(clamped.minX >= other.minX && clamped.maxX <= other.maxX)
        }
    }

    @Test("Splits are disjoint, in order, inside, and flexible parts use up the room")
    func splits() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<2_000 {
            let rect = Rect(x: 3, y: 5, width: Int.random(in: 0...200, using: &random), height: 4)
            let shares: [Rect.Share] = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                Bool.random(using: &random)
                    ? .fixed(Int.random(in: -5...90, using: &random))
                    : .flexible(Int.random(in: -1...5, using: &random))
            }
            let spacing = Int.random(in: -1...4, using: &random)
            let parts = rect.splitColumns(shares, spacing: spacing)
            #expect(parts.count == shares.count)
            for (left, right) in zip(parts, parts.dropFirst()) {
                #expect(left.maxX <= right.minX)
            }
            for part in parts { #expect(part.minX >= rect.minX && part.maxX <= rect.maxX) }
        }
        #expect(
            Rect(x: 0, y: 0, width: 100, height: 10).splitColumns([.fixed(20), .flexible(1), .flexible(2)])
                .map(\.width) == [20, 26, 54])
        #expect(
            Rect(x: 0, y: 0, width: 10, height: 20).splitRows([.fixed(3), .flexible(), .fixed(1)], spacing: 1)
                .map(\.height) == [3, 14, 1])
    }

    @Test func centersAndClamps() {
        let screen = Rect(x: 0, y: 0, width: 80, height: 24)
        #expect(screen.centered(Size(width: 40, height: 10)) == Rect(x: 20, y: 7, width: 40, height: 10))
        #expect(screen.centered(Size(width: 200, height: 100)) == screen)
        let outside = Rect(x: 70, y: -4, width: 20, height: 8)
        #expect(outside.clamped(to: screen) == Rect(x: 60, y: 0, width: 20, height: 8))
    }
}
