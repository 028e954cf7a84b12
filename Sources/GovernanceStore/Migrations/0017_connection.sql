-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Connections of the console and the command line, in stream `auth`, which admins read: opened, closed, and refused
-- where the login may not act here. PostgreSQL's own log knows of connections that say nothing here.

set local role countersign_owner;

create function countersign.record_connection(
    action text, client jsonb
) returns countersign.action_result
language plpgsql
volatile
as $$
declare
    a countersign.actor;
    e countersign.event;
begin
    perform nextval('countersign.attempt');
    a := countersign.identify(hold => false);
    e := countersign.begin_event(a, action, 'session', 'low', client);
    e.stream := 'auth';
    e.resource_type := 'login';
    e.resource_id := a.login;
    if e.error_code is not null then
        e.action := 'REFUSE_LOGIN';
        e.severity := 'medium';
        e.title := left(format(
            case e.error_code when 'invalid-input' then 'Connection of %s not recorded (%s)'
                else '%s may not act here (%s)' end, a.login, e.surface), 200);
        e.detail := e.error_message;
        return countersign.refuse(e, 'login');
    end if;
    e.title := left(format('%s %s (%s)', a.login,
        case action when 'OPEN_CONNECTION' then 'connected' else 'disconnected' end, e.surface), 200);
    return countersign.accept(e, 'Recorded.');
end
$$;

create function countersign.record_connection_opened(client jsonb default '{}') returns countersign.action_result
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
as $$
begin
    return countersign.record_connection('OPEN_CONNECTION', record_connection_opened.client);
end
$$;

create function countersign.record_connection_closed(client jsonb default '{}') returns countersign.action_result
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
as $$
begin
    return countersign.record_connection('CLOSE_CONNECTION', record_connection_closed.client);
end
$$;
