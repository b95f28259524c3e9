package dev.tally.web.answer;

/**
 * RFC 9457, with our stable code.
 *
 * @param detail one line: what, where, and what to do about it
 */
public record Problem(String code, String title, String detail, int status) {}
