package io.txgroup.verification.chaos.load;

import io.txgroup.verification.chaos.bank.Hop;
import io.txgroup.verification.chaos.bank.Refusal;
import io.txgroup.verification.chaos.history.Entry;
import io.txgroup.verification.chaos.history.Transfer;
import io.txgroup.verification.chaos.site.Database;
import io.txgroup.verification.chaos.site.Member;
import io.txgroup.verification.chaos.site.Site;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A transfer and the way it goes: two or three services in any order, of each any instance.
 *
 * @param transfer what is booked
 * @param path the instances
 * @param hops what each is told
 * @param refusal whether the last one throws
 */
record Route(Transfer transfer, List<String> path, List<Hop> hops, Refusal refusal) {
    private static final int LARGEST = 1_000;

    static Route draw(long number, Site site, Random random) {
        List<String> services = new ArrayList<>(Site.SERVICES);
        Collections.shuffle(services, random);
        int length = random.nextInt(3) == 0 ? 3 : 2;
        List<Entry> entries = new ArrayList<>();
        long left = 1L + random.nextInt(LARGEST);
        long given = -left;
        for (int i = 0; i < length; i++) {
            entries.add(new Entry(services.get(i), 1 + random.nextInt(Database.ACCOUNTS), given));
            given = i + 2 == length ? left : random.nextInt((int) left + 1);
            left -= given;
        }
        List<String> path = new ArrayList<>();
        for (Entry entry : entries) {
            List<Member> instances = site.instances(entry.service());
            path.add(instances.get(random.nextInt(instances.size())).name());
        }
        Refusal refusal = refusal(random);
        return over(path, new Transfer(number, entries, refusal != Refusal.NONE), refusal, site);
    }

    private static Route over(List<String> path, Transfer transfer, Refusal refusal, Site site) {
        List<Hop> hops = new ArrayList<>();
        String from = Site.CALLER;
        for (int i = 0; i < path.size(); i++) {
            Entry entry = transfer.entries().get(i);
            hops.add(new Hop(site.links().between(from, path.get(i)).port(), entry.account(), entry.amount()));
            from = path.get(i);
        }
        return new Route(transfer, path, hops, refusal);
    }

    private static Refusal refusal(Random random) {
        int dice = random.nextInt(40);
        if (dice > 1) {
            return Refusal.NONE;
        }
        return dice == 0 ? Refusal.THROWN : Refusal.SWALLOWED;
    }

    /** Where the caller goes. */
    int port() {
        return hops.get(0).port();
    }

    /** Which instance starts it. */
    String starter() {
        return path.get(0);
    }

    /** The same once more: under another number, and over the next instance of each service. */
    Route overOthers(long number, Site site) {
        List<String> others = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            List<String> instances = site.instances(transfer.entries().get(i).service()).stream()
                    .map(Member::name)
                    .toList();
            others.add(instances.get((instances.indexOf(path.get(i)) + 1) % instances.size()));
        }
        return over(others, new Transfer(number, transfer.entries(), transfer.refused()), refusal, site);
    }
}
