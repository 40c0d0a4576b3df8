namespace Holdfast.Service.Api.Access;

/// <summary>One-time codes for the web page and the sessions that were opened with them; gone with the
/// service.</summary>
internal sealed class PageSessions(TimeProvider time)
{
    private const int Most = 200;
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan SessionLifetime = TimeSpan.FromHours(12);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _limits = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _sessions = new(StringComparer.Ordinal);

    /// <summary>A code that opens one session.</summary>
    /// <param name="sessionEnds">When that session ends at the latest, so that one which is carried on at another
    /// node does not get longer by that; null for twelve hours after it was opened.</param>
    public (string Code, DateTimeOffset ExpiresAt) NewCode(DateTimeOffset? sessionEnds = null)
    {
        lock (_gate)
        {
            (string code, DateTimeOffset expiresAt) = Add(_codes, time.GetUtcNow() + CodeLifetime);
            if (sessionEnds is { } end)
            {
                _limits[code] = end;
            }

            return (code, expiresAt);
        }
    }

    /// <summary>Takes a code and opens a session; null for a code that is unknown, used or too old.</summary>
    public string? Open(string code)
    {
        lock (_gate)
        {
            Expire(_codes);
            DateTimeOffset end = time.GetUtcNow() + SessionLifetime;
            if (_limits.Remove(code, out DateTimeOffset limit) && limit < end)
            {
                end = limit;
            }

            return _codes.Remove(code) ? Add(_sessions, end).Key : null;
        }
    }

    /// <summary>When a session ends; null if it is not open.</summary>
    public DateTimeOffset? EndOf(string session)
    {
        lock (_gate)
        {
            Expire(_sessions);
            return _sessions.TryGetValue(session, out DateTimeOffset end) ? end : null;
        }
    }

    private (string Key, DateTimeOffset Ends) Add(Dictionary<string, DateTimeOffset> all, DateTimeOffset ends)
    {
        Expire(all);
        if (all.Count >= Most)
        {
            Remove(all, all.MinBy(each => each.Value).Key);
        }

        string key = ApiToken.Random();
        all[key] = ends;
        return (key, ends);
    }

    private void Remove(Dictionary<string, DateTimeOffset> all, string key)
    {
        all.Remove(key);
        _limits.Remove(key);
    }

    private void Expire(Dictionary<string, DateTimeOffset> all)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (string key in all.Where(each => each.Value <= now).Select(each => each.Key).ToArray())
        {
            Remove(all, key);
        }
    }
}
