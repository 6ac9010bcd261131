package io.txgroup.jdbc.autoconfigure;

import com.baomidou.dynamic.datasource.DynamicRoutingDataSource;
import com.baomidou.dynamic.datasource.ds.ItemDataSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.util.ClassUtils;

/**
 * The targets of dynamic-datasource's router, which come and go while the application runs. Each is an item around a
 * pool: the item stays, so that the router still closes the pool, and gives out our connections.
 */
final class DynamicTargets implements RoutedTargets {
    private static final boolean PRESENT = ClassUtils.isPresent(
            "com.baomidou.dynamic.datasource.DynamicRoutingDataSource", DynamicTargets.class.getClassLoader());

    private final DynamicRoutingDataSource router;
    private final String name;
    private final HeldDataSources held;
    private volatile List<DataSource> settled = List.of();

    private DynamicTargets(DynamicRoutingDataSource router, String name, HeldDataSources held) {
        this.router = router;
        this.name = name;
        this.held = held;
    }

    /** Whether the DataSource is such a router. */
    static boolean isRouter(DataSource dataSource) {
        return PRESENT && dataSource instanceof DynamicRoutingDataSource;
    }

    /** Of a DataSource that {@link #isRouter}. */
    static RoutedTargets of(DataSource router, String name, HeldDataSources held) {
        return new DynamicTargets((DynamicRoutingDataSource) router, name, held);
    }

    @Override
    public void wrapNew() {
        Iterator<DataSource> known = settled.iterator();
        for (DataSource target : router.getDataSources().values()) {
            if (!known.hasNext() || known.next() != target) {
                wrapAll();
                return;
            }
        }
        if (known.hasNext()) {
            wrapAll();
        }
    }

    private synchronized void wrapAll() {
        Map<String, DataSource> targets = router.getDataSources();
        for (Map.Entry<String, DataSource> target : List.copyOf(targets.entrySet())) {
            DataSource before = target.getValue();
            DataSource after = wrapped(target.getKey(), before);
            if (after != before && targets.replace(target.getKey(), before, after)) {
                router.getGroupDataSources().values().forEach(group -> group.getDataSourceMap()
                        .replaceAll((key, member) -> member == before ? after : member));
            }
        }
        settled = new ArrayList<>(targets.values());
    }

    private DataSource wrapped(String key, DataSource target) {
        String targetName = name + "." + key;
        if (target instanceof ItemDataSource item) {
            item.setDataSource(held.wrap(targetName, item.getDataSource()));
            return item;
        }
        DataSource wrapped = held.wrap(targetName, target);
        return wrapped == target ? target : new ItemDataSource(targetName, target, wrapped, false, false, null);
    }
}
