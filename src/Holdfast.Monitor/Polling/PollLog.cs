using Holdfast.MonitorProtocol.Monitors;
using Holdfast.ResourceApi;

namespace Holdfast.Monitor.Polling;

/// <summary>The newest polls of a resource, in a ring that is made once: noting one allocates nothing.</summary>
internal sealed class PollLog
{
    private const int Kept = 60;
    private static readonly TimeProvider Time = TimeProvider.System;
    private readonly Lock gate = new();
    private readonly DateTimeOffset since = Time.GetUtcNow();
    private readonly Entry[] ring = new Entry[Kept];
    private int next;
    private int count;

    /// <summary>Notes a poll that has just ended.</summary>
    /// <param name="thorough">Whether IsAlive was asked.</param>
    /// <param name="health">What it came to.</param>
    /// <param name="text">Why it is not Ok.</param>
    /// <param name="took">How long it took, ms.</param>
    public void Note(bool thorough, HealthStatus health, string text, double took)
    {
        var at = Time.GetUtcNow();
        lock (gate)
        {
            ring[next] = new Entry(at, thorough, health, text, took);
            next = (next + 1) % Kept;
            count = Math.Min(count + 1, Kept);
        }
    }

    public PollHistory Read()
    {
        lock (gate)
        {
            return new PollHistory
            {
                Since = since,
                Polls = [.. Enumerable.Range(0, count).Select(i => ring[(next - count + i + Kept) % Kept].ToRecord())],
            };
        }
    }

    private readonly record struct Entry(
        DateTimeOffset At, bool Thorough, HealthStatus Health, string Text, double Took)
    {
        public PollRecord ToRecord() => new()
        {
            At = At, Kind = Thorough ? nameof(EntryPoint.IsAlive) : nameof(EntryPoint.LooksAlive),
            Health = Health.ToString(), Text = Text, TookMs = Math.Round(Took, 2),
        };
    }
}
