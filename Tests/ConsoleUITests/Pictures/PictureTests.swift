// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Foundation
import Testing

@testable import ConsoleUI

/// The pictures of the README are screens of today; `COUNTERSIGN_RECORD_SCREENS=1` draws them anew.
@Suite("Pictures of the README")
struct PictureTests {
    @Test("The overview")
    func overview() async throws {
        let desk = try await Scene.desk(as: "operator_1", size: Size(width: 120, height: 40))
        try expectPicture(desk.canvas, "overview", "The overview of an operator")
    }

    @Test("The second signature on a rollback")
    func signature() async throws {
        let day = try await GovernedScene.day()
        let desk = await GovernedScene.desk(as: "auditor_1", day, width: 120, height: 40)
        try await desk.begin(.sign, on: day.rollback)
        try expectPicture(desk.canvas, "signature", "A support auditor reviews what they are about to sign")
    }

    @Test("The package of an engine")
    func package() async throws {
        let desk = try await Scene.desk(as: "operator_1", size: Size(width: 120, height: 40))
        await desk.press(.character("4"))
        try expectPicture(desk.canvas, "package", "An engine's package: its life, and what can be done about it")
    }

    private func expectPicture(
        _ canvas: Canvas, _ name: String, _ title: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "Sources/ConsoleUI/Documentation.docc/Resources/\(name).svg")
        let picture = ScreenPicture(canvas: canvas, title: title).svg + "\n"
        if ProcessInfo.processInfo.environment["COUNTERSIGN_RECORD_SCREENS"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try picture.write(to: file, atomically: true, encoding: .utf8)
            return
        }
        let recorded = try String(contentsOf: file, encoding: .utf8)
        #expect(picture == recorded, "\(name).svg shows another screen", sourceLocation: sourceLocation)
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        #expect(readme.contains("Documentation.docc/Resources/\(name).svg"), sourceLocation: sourceLocation)
    }
}
