package io.txgroup.verification.crash.service;

import io.txgroup.client.core.ManagerLink;
import io.txgroup.client.core.Units;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** How a service is watched and armed by whoever strikes it. */
@RestController
public class Controls {
    private final ManagerLink managers;
    private final Units units;

    Controls(ManagerLink managers, Units units) {
        this.managers = managers;
        this.units = units;
    }

    /** In how many groups this process takes part now. */
    @GetMapping("/units")
    int units() {
        return units.views().size();
    }

    /** What keeps it from taking part in groups; empty if nothing does. */
    @GetMapping("/trouble")
    String trouble() {
        return managers.trouble().map(Object::toString).orElse("");
    }

    @PostMapping("/arm")
    void arm(@RequestParam("point") Point point, @RequestParam("target") Target target) {
        Strikes.arm(point, target);
    }

    @GetMapping("/armed")
    boolean armed() {
        return Strikes.isArmed();
    }

    /** Lets go on what a {@link Target#LATE_SESSION} holds up. */
    @PostMapping("/release")
    void release() {
        Strikes.release();
    }
}
