namespace Holdfast.Service.Api.Access;

/// <summary>One-time codes for the status page and the sessions that were opened with them; gone with the
/// service.</summary>
internal sealed class PageSessions(TimeProvider time)
{
    private const int Most = 200;
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan SessionLifetime = TimeSpan.FromHours(12);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _sessions = new(StringComparer.Ordinal);

    /// <summary>A code that opens one session.</summary>
    public (string Code, DateTimeOffset ExpiresAt) NewCode()
    {
        lock (_gate)
        {
            return Add(_codes, CodeLifetime);
        }
    }

    /// <summary>Takes a code and opens a session; null for a code that is unknown, used or too old.</summary>
    public string? Open(string code)
    {
        lock (_gate)
        {
            Expire(_codes);
            return _codes.Remove(code) ? Add(_sessions, SessionLifetime).Key : null;
        }
    }

    public bool IsOpen(string session)
    {
        lock (_gate)
        {
            Expire(_sessions);
            return _sessions.ContainsKey(session);
        }
    }

    private (string Key, DateTimeOffset ExpiresAt) Add(Dictionary<string, DateTimeOffset> all, TimeSpan lifetime)
    {
        Expire(all);
        if (all.Count >= Most)
        {
            all.Remove(all.MinBy(each => each.Value).Key);
        }

        string key = ApiToken.Random();
        all[key] = time.GetUtcNow() + lifetime;
        return (key, all[key]);
    }

    private void Expire(Dictionary<string, DateTimeOffset> all)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (string key in all.Where(each => each.Value <= now).Select(each => each.Key).ToArray())
        {
            all.Remove(key);
        }
    }
}
