// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Something done with the mouse.
public struct MouseEvent: Sendable, Hashable {
    public enum Action: Sendable, Hashable {
        case press(Button)
        case release(Button)
        case drag(Button)
        case wheelUp
        case wheelDown
    }

    public enum Button: Sendable, Hashable {
        case left
        case middle
        case right
    }

    public let action: Action
    public let position: Point
    public let modifiers: KeyEvent.Modifiers

    public init(_ action: Action, at position: Point, _ modifiers: KeyEvent.Modifiers = []) {
        self.action = action
        self.position = position
        self.modifiers = modifiers
    }
}
