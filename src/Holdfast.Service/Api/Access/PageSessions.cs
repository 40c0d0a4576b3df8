namespace Holdfast.Service.Api.Access;

/// <summary>One-time codes for the web page and the sessions that were opened with them; gone with the
/// service.</summary>
internal sealed class PageSessions(TimeProvider time)
{
    private const int Most = 200;
    private const int MostOfOneToken = 20;
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan SessionLifetime = TimeSpan.FromHours(12);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Code> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Session> _sessions = new(StringComparer.Ordinal);

    /// <summary>A code that opens one session.</summary>
    /// <param name="role">The session's role.</param>
    /// <param name="sessionEnds">When that session ends at the latest, so that one which is carried on at another
    /// node does not get longer by that; null for twelve hours after it was opened.</param>
    /// <param name="token">The hash of a token with a name, without which that session counts for nothing.</param>
    public (string Code, DateTimeOffset ExpiresAt) NewCode(
        Role role, DateTimeOffset? sessionEnds = null, string? token = null)
    {
        lock (_gate)
        {
            var code = new Code(time.GetUtcNow() + CodeLifetime, role, sessionEnds, token);
            return (Add(_codes, code, each => each.ExpiresAt), code.ExpiresAt);
        }
    }

    /// <summary>Takes a code and opens a session; null for a code that is unknown, used or too old, or whose session is
    /// over.</summary>
    public string? Open(string code)
    {
        lock (_gate)
        {
            Expire(_codes, each => each.ExpiresAt);
            if (!_codes.Remove(code, out Code? taken))
            {
                return null;
            }

            return taken.SessionEnds <= time.GetUtcNow()
                ? null
                : Opened(new Session(End(taken.SessionEnds), taken.Role, taken.Token));
        }
    }

    /// <summary>Opens a session for who showed a token.</summary>
    /// <param name="role">The token's role.</param>
    /// <param name="ends">When the token ends; null if it does not.</param>
    /// <param name="token">The hash of a token with a name, without which the session counts for nothing.</param>
    public string Open(Role role, DateTimeOffset? ends, string? token)
    {
        lock (_gate)
        {
            return Opened(new Session(End(ends), role, token));
        }
    }

    /// <summary>A session; null if it is not open.</summary>
    public Session? Find(string session)
    {
        lock (_gate)
        {
            Expire(_sessions, each => each.Ends);
            return _sessions.GetValueOrDefault(session);
        }
    }

    /// <summary>Whoever has a token cannot use up the sessions of all the others with it.</summary>
    private string Opened(Session session)
    {
        KeyValuePair<string, Session>[] same =
            [.. _sessions.Where(each => session.Token is not null && each.Value.Token == session.Token)];
        if (same.Length >= MostOfOneToken)
        {
            _sessions.Remove(same.MinBy(each => each.Value.Ends).Key);
        }

        return Add(_sessions, session, each => each.Ends);
    }

    private DateTimeOffset End(DateTimeOffset? atLatest)
    {
        DateTimeOffset end = time.GetUtcNow() + SessionLifetime;
        return atLatest < end ? atLatest.Value : end;
    }

    private string Add<T>(Dictionary<string, T> all, T added, Func<T, DateTimeOffset> end)
    {
        Expire(all, end);
        if (all.Count >= Most)
        {
            all.Remove(all.MinBy(each => end(each.Value)).Key);
        }

        string key = ApiToken.Random();
        all[key] = added;
        return key;
    }

    private void Expire<T>(Dictionary<string, T> all, Func<T, DateTimeOffset> end)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (string key in all.Where(each => end(each.Value) <= now).Select(each => each.Key).ToArray())
        {
            all.Remove(key);
        }
    }

    /// <summary>An open session.</summary>
    /// <param name="Ends">When it ends.</param>
    /// <param name="Role">What it may do.</param>
    /// <param name="Token">The hash of the token that opened it; null if none with a name did.</param>
    public sealed record Session(DateTimeOffset Ends, Role Role, string? Token = null);

    private sealed record Code(DateTimeOffset ExpiresAt, Role Role, DateTimeOffset? SessionEnds, string? Token);
}
