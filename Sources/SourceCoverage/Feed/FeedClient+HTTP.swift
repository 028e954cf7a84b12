// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance

extension FeedClient {
    /// `GET {url}{feed path}?after=CURSOR&limit=N` over HTTP/1.1, answered as NDJSON.
    ///
    /// No redirect is followed, no proxy asked, nothing kept between exchanges. What a source sends is cut into lines as
    /// it comes and never held beyond `limits`, be it endless or a byte a second.
    public static func http(limits: FeedLimits = FeedLimits()) -> FeedClient {
        FeedClient { source, after in
            guard let path = source.feedPath, let target = target(source, path, after, limits) else {
                return .failed(FeedFailure(.offline, "It has no valid URL and feed path."))
            }
            let answer = await HTTPExchange.get(target, into: FeedBody(limits: limits), timeout: limits.timeout)
            return judged(answer, limits)
        }
    }

    /// What a feed may call itself. A page of something else that listens there is not read as a feed.
    private static let mediaTypes: Set<String> = [
        "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines",
        "application/json", "application/octet-stream", "text/plain",
    ]

    private static func target(
        _ source: SourceDefinition, _ path: String, _ after: String?, _ limits: FeedLimits
    ) -> HTTPTarget? {
        let unreserved = CharacterSet(charactersIn: "-._~").union(
            CharacterSet(charactersIn: "a"..."z").union(CharacterSet(charactersIn: "A"..."Z"))
                .union(CharacterSet(charactersIn: "0"..."9")))
        var query = "?limit=\(limits.lines)"
        if let after {
            guard let encoded = after.addingPercentEncoding(withAllowedCharacters: unreserved) else { return nil }
            query = "?after=\(encoded)&limit=\(limits.lines)"
        }
        return HTTPTarget(
            url: source.url, path: path + query, accept: "application/x-ndjson, application/json;q=0.5")
    }

    static func judged(_ answer: HTTPAnswer<FeedBody>?, _ limits: FeedLimits) -> FeedAnswer {
        guard let answer else { return .failed(FeedFailure(.offline, "Nothing answers in time.")) }
        guard answer.status == 200 || answer.status == 204 else {
            let isRedirect = (300...399).contains(answer.status)
            return .failed(
                FeedFailure(
                    .status, "HTTP \(answer.status)\(isRedirect ? ", and redirects are not followed" : "")."))
        }
        if let mediaType = answer.mediaType, !mediaTypes.contains(mediaType) {
            return .failed(FeedFailure(.mediaType, "It answers something else than NDJSON; is it the right service?"))
        }
        var lines = answer.body.lines
        // A last line without a line end is whole where a length says so. Else nobody can tell, and it comes again with
        // the next answer.
        let last = answer.body.isCut ? nil : answer.body.unfinishedLine()
        var interruption: FeedFailure?
        if !answer.isComplete {
            interruption = FeedFailure(.interrupted, "The answer broke off or took longer than \(limits.timeout).")
        } else if answer.endsByClose, last != nil {
            interruption = FeedFailure(.interrupted, "The answer ended in the middle of a line.")
        }
        if interruption == nil, let last {
            lines.append(last)
        } else if let line = answer.body.overlongLine() {
            lines.append(line)
        }
        return .lines(
            lines, byteCount: answer.body.byteCount, isCut: answer.body.isCut, interruption: interruption)
    }
}
