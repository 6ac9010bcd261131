insert into item (id, stock) select 'item-' || x, 1000000 from system_range(1, 100) where not exists (select 1 from item);
insert into item (id, stock) select 'last-one', 1 where not exists (select 1 from item where id = 'last-one');
