# Varnish (7.1 or newer) in front of two instances that it reaches by TCP, behind Hitch, which speaks TLS (hitch.conf beside this
# file). It keeps static files, and passes on all the rest. The instances need
#   PUBLIC_URL=https://www.example.org TRUST_PROXY=<the address of this Varnish>
# varnish.service.conf beside this file starts it. What varnishncsa logs, without query and Referer (which may be a link out of
# a mail): varnishncsa -F '%h %t "%m %U" %s'

vcl 4.1;

import directors;
import proxy;

# An instance that is about to stop says no for SHUTDOWN_DRAIN (1 s) and serves until then: two checks must fit into it. Never
# /health/ready: while a store is away every instance would be taken out, and nobody would see a page.
probe serving {
    .url = "/health/serving";
    .interval = 400ms;
    .timeout = 2s;
    .window = 2;
    .threshold = 1;
    .initial = 1;
}

backend app1 {
    .host = "app1";
    .port = "3000";
    .probe = serving;
    .connect_timeout = 1s;
    # Longer than a login may wait for its turn at the hash.
    .first_byte_timeout = 30s;
    .between_bytes_timeout = 15s;
}

backend app2 {
    .host = "app2";
    .port = "3000";
    .probe = serving;
    .connect_timeout = 1s;
    .first_byte_timeout = 30s;
    .between_bytes_timeout = 15s;
}

sub vcl_init {
    new gatehouse = directors.round_robin();
    gatehouse.add_backend(app1);
    gatehouse.add_backend(app2);
}

sub vcl_recv {
    set req.backend_hint = gatehouse.backend();

    # Node refuses a request without a Host header, as HTTP/1.0 knows it, before the product sees it.
    if (!req.http.Host) {
        set req.http.Host = "www.example.org";
    }

    # Set, not added to: what a client claims about itself ends here. The address is the one that Hitch tells by PROXY.
    set req.http.X-Forwarded-For = client.ip;
    set req.http.X-Forwarded-Host = req.http.Host;
    if (proxy.is_ssl()) {
        set req.http.X-Forwarded-Proto = "https";
    } else {
        set req.http.X-Forwarded-Proto = "http";
    }
    unset req.http.X-Forwarded-Port;
    unset req.http.X-Forwarded-Method;
    unset req.http.X-Forwarded-Uri;
    unset req.http.X-Original-Method;
    unset req.http.X-Original-URL;
    unset req.http.Forwarded;
    unset req.http.X-Request-Id;

    # Names of static files hold a hash of what is in them; over plain HTTP they are a redirect.
    if ((req.method == "GET" || req.method == "HEAD") && req.url ~ "^/assets/" && proxy.is_ssl()) {
        unset req.http.Cookie;
        return (hash);
    }
    return (pass);
}

sub vcl_backend_response {
    # Whatever is said of it: only what everybody may have is kept.
    if (beresp.http.Set-Cookie || beresp.http.Cache-Control !~ "(?i)\bpublic\b" || beresp.status != 200) {
        set beresp.uncacheable = true;
    }
    return (deliver);
}

sub vcl_backend_error {
    # Once more at the other instance: a POST may have been received.
    if (bereq.retries == 0 && (bereq.method == "GET" || bereq.method == "HEAD")) {
        return (retry);
    }
}

sub vcl_deliver {
    unset resp.http.Via;
    unset resp.http.X-Varnish;
}
