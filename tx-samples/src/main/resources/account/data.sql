insert into account (id, balance) select 'customer-' || n, 1000000000 from generate_series(1, 200) n on conflict do nothing;
insert into account (id, balance) select 'merchant-' || n, 0 from generate_series(1, 100) n on conflict do nothing;
insert into account (id, balance) values ('poor', 10) on conflict do nothing;
