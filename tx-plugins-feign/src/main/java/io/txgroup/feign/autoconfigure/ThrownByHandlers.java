package io.txgroup.feign.autoconfigure;

import io.txgroup.feign.GroupFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Sees each exception before anything makes a reply of it, and resolves none. So an error reply can be told from another:
 * one that stands for an exception that the called method does not roll back for.
 */
final class ThrownByHandlers implements HandlerExceptionResolver, Ordered {
    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception thrown) {
        GroupFilter.thrown(request, thrown);
        return null;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
