package io.txgroup.feign;

import java.util.regex.Pattern;

/** What is called, in words for a person: without the query and the user info, which may hold what logs must not. */
final class Target {
    private static final Pattern USER_INFO = Pattern.compile("//[^/@]*@");

    private Target() {}

    static String of(String method, String url) {
        int query = url.indexOf('?');
        String path = query < 0 ? url : url.substring(0, query);
        String bare = path.indexOf('@') < 0 ? path : USER_INFO.matcher(path).replaceFirst("//");
        return method + ' ' + bare;
    }
}
