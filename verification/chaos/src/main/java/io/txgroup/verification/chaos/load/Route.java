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
        List<String> services = new ArrayList<>(site.services());
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
        List<Hop> hops = new ArrayList<>();
        String from = Site.CALLER;
        for (Entry entry : entries) {
            List<Member> instances = site.instances(entry.service());
            String to = instances.get(random.nextInt(instances.size())).name();
            hops.add(new Hop(site.links().between(from, to).port(), entry.account(), entry.amount()));
            path.add(to);
            from = to;
        }
        Refusal refusal = refusal(random);
        return new Route(new Transfer(number, entries, refusal != Refusal.NONE), path, hops, refusal);
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

    /** The same for a starter that could not be reached: another number, another instance. */
    Route elsewhere(long number, Site site) {
        Entry first = transfer.entries().get(0);
        List<Member> instances = site.instances(first.service());
        int next = 0;
        for (int i = 0; i < instances.size(); i++) {
            if (instances.get(i).name().equals(path.get(0))) {
                next = (i + 1) % instances.size();
            }
        }
        String starter = instances.get(next).name();
        List<String> newPath = new ArrayList<>(path);
        newPath.set(0, starter);
        List<Hop> newHops = new ArrayList<>(hops);
        newHops.set(0, new Hop(site.links().between(Site.CALLER, starter).port(), first.account(), first.amount()));
        Hop second = hops.get(1);
        newHops.set(1, new Hop(site.links().between(starter, path.get(1)).port(), second.account(), second.amount()));
        Transfer again = new Transfer(number, transfer.entries(), transfer.refused());
        return new Route(again, newPath, newHops, refusal);
    }
}
