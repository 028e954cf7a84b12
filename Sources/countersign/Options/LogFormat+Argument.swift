// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import ArgumentParser
public import LogExchange

extension LogFormat: ExpressibleByArgument {}
