-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- C31, C32, C35, C37, C38: the documented SQL, unchanged, as an admin.

select plan(14);

do $$
declare
    e countersign.event;
begin
    set local role countersign_owner;
    e.stream := 'admin'; e.category := 'bundle'; e.severity := 'medium'; e.action := 'DELETE_BUNDLE';
    e.title := 'Bundle deleted'; e.outcome := 'succeeded'; e.actor_email := 'admin@example.com';
    e.resource_type := 'bundle'; e.resource_id := 'bundle_abc123';
    e.changes := '{"name": {"old": "engineering-tools"}}';
    perform countersign.append_event(e);
    e.action := 'CREATE_ASSIGNMENT'; e.category := 'assignment'; e.outcome := 'failed';
    e.error_code := 'not-found'; e.error_message := 'bundle not found'; e.resource_type := 'assignment';
    e.resource_id := null; e.title := 'Assignment failed';
    perform countersign.append_event(e);
    reset role;
end $$;

select t.connect('admin', 'admin_1');
select results_eq(
    $t$select * from dblink('admin', $q$
SELECT timestamp, admin_id, resource_id, changes
FROM admin_audit_events
WHERE action = 'DELETE_BUNDLE'
AND timestamp > NOW() - INTERVAL '7 days'
ORDER BY timestamp DESC;
$q$) as x ("timestamp" timestamptz, admin_id text, resource_id text, changes jsonb)$t$,
    $t$select e.occurred_at, 'admin@example.com', 'bundle_abc123', '{"name": {"old": "engineering-tools"}}'::jsonb
    from countersign.event_admin as e where e.action = 'DELETE_BUNDLE'$t$, 'C32: recent bundle deletions');
select results_eq(
    $t$select * from dblink('admin', $q$
SELECT action, resource_type, resource_id, success
FROM admin_audit_events
WHERE admin_id = 'admin@example.com'
ORDER BY timestamp DESC
LIMIT 100;
$q$) as x (action text, resource_type text, resource_id text, success boolean)$t$,
    $t$values ('CREATE_ASSIGNMENT', 'assignment', '', false), ('DELETE_BUNDLE', 'bundle', 'bundle_abc123', true)$t$,
    'C32: actions by a specific admin');
select results_eq(
    $t$select action, error_message from dblink('admin', $q$
SELECT timestamp, admin_id, action, resource_type, error_message
FROM admin_audit_events
WHERE success = false
ORDER BY timestamp DESC;
$q$) as x ("timestamp" timestamptz, admin_id text, action text, resource_type text, error_message text)$t$,
    $t$values ('CREATE_ASSIGNMENT', 'bundle not found')$t$, 'C32: failed operations');
select lives_ok(
    $t$select dblink_exec('admin', $q$
CREATE TABLE admin_audit_events_archive AS
SELECT * FROM admin_audit_events
WHERE timestamp < NOW() - INTERVAL '1 year';
$q$)$t$, 'C38: the documented CREATE TABLE AS');
select has_table('admin_1', 'admin_audit_events_archive', 'which lands in the admin''s own schema');
select throws_matching(
    $t$select dblink_exec('admin', $q$
DELETE FROM admin_audit_events
WHERE timestamp < NOW() - INTERVAL '1 year';
$q$)$t$, 'append-only', 'C37: the documented DELETE is refused, though it would find no row');
select throws_ok(
    $t$select dblink_exec('admin', 'delete from admin_audit_events')$t$, '42501', null, 'so is any other');
select throws_ok(
    $t$select dblink_exec('admin', 'delete from control_audit_events')$t$, '42501', null, 'and of control events');
select throws_ok(
    $t$select dblink_exec('admin', 'update admin_audit_events set action = ''x''')$t$, '42501', null, 'C35: UPDATE');
select throws_ok(
    $t$select dblink_exec('admin', 'insert into admin_audit_events (id) values (''x'')')$t$, '42501', null,
    'C35: INSERT');
select throws_ok(
    $t$select dblink_exec('admin', 'insert into admin_audit_events (action) values (''x'')')$t$, '42501', null,
    'C35: INSERT of a plain column');
select throws_ok(
    'delete from admin_audit_events', '42501', null, 'C35: not even a superuser deletes through the view');
select columns_are(
    'public', 'admin_audit_events',
    array['id', 'timestamp', 'admin_id', 'action', 'resource_type', 'resource_id', 'changes', 'success',
        'error_message'], 'C31: exactly the documented columns');
select dblink_disconnect('admin');
select is(t.run('operator_1', 'select count(*) from admin_audit_events'), '0', 'C29: nobody else sees a row');
select * from finish();
