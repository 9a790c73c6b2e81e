-- A tie is known to its two sides and to the secretariat. Who is tied to whom may tell where somebody works.
create policy seen_by_member on tie for select to member
    using (from_id = any ((select viewer_organisations())::uuid[])
        or to_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on tie for select to staff using (true);
create policy declared_by_member on tie for insert to member
    with check (declared_for = any ((select viewer_organisations())::uuid[]) and declared_for in (from_id, to_id));
create policy declared_by_staff on tie for insert to staff with check (declared_for is null);
create policy changed_by_member on tie for update to member
    using (from_id = any ((select viewer_organisations())::uuid[])
        or to_id = any ((select viewer_organisations())::uuid[]));
create policy changed_by_staff on tie for update to staff using (true);
create policy lookup on tie to viewer_lookup using (true);

-- Everyone connected with an organisation on a day, itself included. Three steps: its whole group; whoever is tied to
-- one of the group as supervising, support or sending organisation, at either end, once; and the groups of those.
-- A group is what parents and successors join, up and down, and what has the same corporate number. So two employers
-- are not connected by having the same supervising organisation, and a buyer is not connected with its supplier.
create or replace function connected_organisations(start uuid, day date) returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    within text[] := '{parent,successor}';
    across text[] := '{parent,successor,supervising,support,sending}';
begin
    return query
    with recursive reached (id, crossed) as (
        select start, false
        union
        select next.id, reached.crossed or next.kind <> all (within)
        from reached cross join lateral (
            select t.to_id, t.kind from tie t
            where t.from_id = reached.id and t.kind = any (case when reached.crossed then within else across end)
              and t.valid_from <= day and coalesce(t.valid_to >= day, true)
            union all
            select t.from_id, t.kind from tie t
            where t.to_id = reached.id and t.kind = any (case when reached.crossed then within else across end)
              and t.valid_from <= day and coalesce(t.valid_to >= day, true)
            union all
            select other.id, 'parent' from organisation me
            join organisation other on other.corporate_number = me.corporate_number
            where me.id = reached.id
        ) next (id, kind)
    )
    select distinct reached.id from reached;
end $$;

-- The same for the secretariat's lists; empty for everyone else.
create or replace function viewer_connected(start uuid, day date) returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if session_user = 'staff' then
        return query select connected_organisations(start, day);
    end if;
end $$;

-- Why a tie cannot be declared: 'twice', 'parent' or 'circle'; null where nothing speaks against it. Declarations wait
-- for one another here: no constraint sees a circle, and the declarer does not see every tie that would close it.
create or replace function tie_contradiction(near uuid, far uuid, wanted text, first date, last date) returns text
    language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare days daterange := daterange(first, last, '[]');
begin
    perform pg_advisory_xact_lock(7350040);
    if exists (select from tie t where t.from_id = near and t.to_id = far and t.kind = wanted
               and daterange(t.valid_from, t.valid_to, '[]') && days) then
        return 'twice';
    end if;
    if wanted = 'parent' and exists (select from tie t where t.from_id = near and t.kind = 'parent'
               and daterange(t.valid_from, t.valid_to, '[]') && days) then
        return 'parent';
    end if;
    if wanted in ('parent', 'successor') and exists (
        with recursive above (id, span) as (
            select far, days
            union
            select t.to_id, above.span * daterange(t.valid_from, t.valid_to, '[]')
            from above join tie t on t.from_id = above.id and t.kind = wanted
            where daterange(t.valid_from, t.valid_to, '[]') && above.span
        ) select from above where above.id = near) then
        return 'circle';
    end if;
    return null;
end $$;
