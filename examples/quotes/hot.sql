/* What moved more than 10 % within the last five minutes, from states: 30 rows per instrument, however many quotes. */
SELECT dimension_values[1] AS symbol,
    round(argMinMerge(first), 4) AS open_price,
    round(argMaxMerge(last), 4) AS close_price,
    round(100 * (argMaxMerge(last) / argMinMerge(first) - 1), 1) AS percent,
    sum(count) AS quotes
FROM tally.states_candle
WHERE event = 'quotes.Quote' AND metric = 'price' AND resolution = 10 AND dimension_set = 'symbol'
    AND bucket > now() - INTERVAL 5 MINUTE
GROUP BY symbol
HAVING abs(percent) > 10
ORDER BY abs(percent) DESC, symbol
