package io.txgroup.samples.faults;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Lets the launcher see and end the pauses of {@link Fault#PAUSE} and {@link Fault#PAUSE_BEFORE_COMMIT}. */
@RestController
@RequestMapping("/demo/faults/pause")
class FaultController {
    record Pause(int waiting) {}

    private final PausePoint pausePoint;

    FaultController(PausePoint pausePoint) {
        this.pausePoint = pausePoint;
    }

    @GetMapping
    Pause waiting() {
        return new Pause(pausePoint.waiting());
    }

    @PostMapping("/end")
    void end() {
        pausePoint.resume();
    }
}
