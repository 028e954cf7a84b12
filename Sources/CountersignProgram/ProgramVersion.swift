// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// The release that both programs are of.
package enum ProgramVersion {
    package static let current = "0.1.0"
}
