-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Two people who execute one request at the same moment: the second one is told that it was executed, always.
--
-- Before, the request was read, then its package, and what the first one had just done to the package could be found
-- under a request that was still open: the refusal then named the package ("cap: more than the present 900"), which was
-- right and of no use. Now the request is looked at once more then.
--
-- Changes a function only, in milliseconds; whoever acts on a request meanwhile waits for it.

set local role countersign_owner;

-- Everything that acts on a request has this in common: find, refuse early, lock, read again, refuse or hand over.
-- `e.error_code` tells the caller that it must refuse. The words are for the title of a refusal.
--
-- A retirement locks the leases that it may revoke and the requests about them, a rollback the lease that comes back:
-- of two that concern one lease, the later one then sees what the earlier one did. Which leases these are cannot change
-- under an authorized request, since every edit of the package takes its signatures away.
create or replace function countersign.enter_request(
    verb text, shown text, client jsonb,
    out a countersign.actor, out r countersign.governance_request, out w countersign.workflow,
    out p countersign.deployment_package, out l countersign.ai_lease, out e countersign.event
)
language plpgsql
volatile
as $$
declare
    wanted constant uuid := countersign.request_uuid(shown);
    problem countersign.refusal;
    leases text[];
    is_locked boolean := false;
begin
    perform nextval('countersign.attempt');
    loop
        if is_locked then
            leases := case
                when r.lease is not null then array[r.lease]
                when verb <> 'execute' then null
                when w.effect = 'retire' then array(
                    select t.name
                    from countersign.package_attachment_rule as t
                    where t.package = r.package_id and t.kind = 'ai-lease' and t.revoked_at is null
                )
                when w.effect = 'roll-back' then array[
                    countersign.release_bundle(r.package_id, countersign.rollback_target(r.package_id)) ->> 'ai-lease'
                ]
            end;
            -- What changes the package reaches its other requests too: all of them first, in order.
            if verb = 'execute' and w.effect in ('raise-quota', 'roll-back', 'retire') then
                perform
                from countersign.governance_request as q
                where q.closed_at is null and (
                    q.package_id = r.package_id or q.lease = any(case when w.effect = 'retire' then leases end)
                )
                order by q.id
                for update;
            end if;
            select * into r from countersign.governance_request as q where q.id = wanted for update;
            if r.package_id is not null then
                perform from countersign.deployment_package as k where k.name = r.package_id for no key update;
                if w.effect = 'retire' then
                    perform from countersign.engine as g where g.name = r.package_id for share;
                end if;
            end if;
            perform from countersign.ai_lease as k where k.name = any(leases) order by k.name for no key update;
            -- Everybody whose rights are looked at below; in order, since whoever takes rights away locks in order too.
            perform
            from countersign.person as k
            where k.login = session_user or k.login = r.requester
                or (
                    verb = 'execute' and k.login in (
                        select g.signer from countersign.request_signature as g
                        where g.request = wanted and g.manifest_sha256 = r.manifest_sha256
                    )
                )
            order by k.login
            for key share;
        else
            select * into r from countersign.governance_request as q where q.id = wanted;
        end if;
        select * into w from countersign.workflow as k where k.key = r.workflow;
        if r.package_id is not null then
            select * into p from countersign.deployment_package as k where k.name = r.package_id;
        elsif r.lease is not null then
            select * into l from countersign.ai_lease as k where k.name = r.lease;
        end if;
        a := countersign.identify(hold => is_locked);
        e := countersign.begin_event(
            a, case verb when 'close' then 'CLOSE_SESSION' else upper(verb) || '_REQUEST' end,
            coalesce(w.category, 'access-control'), case verb when 'review' then 'low' else 'medium' end, client);
        e.title := left(format('%s of %s refused',
            case verb
                when 'sign' then 'Approval'
                when 'reject' then 'Rejection'
                when 'withdraw' then 'Withdrawal'
                when 'amend' then 'Amendment'
                when 'execute' then 'Execution'
                when 'close' then 'Closing'
                else 'Review'
            end, coalesce(lower(w.noun) || ' request for ' || r.subject, 'an unknown request')), 200);
        if r.id is null then
            e.resource_type := 'request';
            e.resource_id := left(shown, 64);
            if e.error_code is null then
                e.error_code := 'not-found';
                e.error_message := 'There is no such request. "countersign requests list" shows the ids.';
            end if;
        else
            e := countersign.about_request(e, r, w);
            if e.error_code is null then
                if verb in ('close', 'review') then
                    problem := countersign.aftermath_problem(verb, a, r, w);
                else
                    problem := countersign.request_problem(verb, a, r, w);
                    if problem.code is null and verb in ('sign', 'execute') then
                        problem := countersign.effect_problem(verb, r, w, p, l);
                        -- What stands in the way may be what the request itself has just done, by somebody else.
                        continue when problem.code is not null and not is_locked and exists (
                            select from countersign.governance_request as q
                            where q.id = wanted and q.state <> r.state
                        );
                    end if;
                end if;
                e.error_code := problem.code;
                e.error_message := problem.message;
            end if;
        end if;
        e.detail := e.error_message;
        exit when e.error_code is not null or is_locked;
        is_locked := true;
    end loop;
end
$$;
