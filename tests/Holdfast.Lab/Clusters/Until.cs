using System.Diagnostics;

namespace Holdfast.Lab.Clusters;

/// <summary>Waits for conditions with a deadline; the only way anything here waits.</summary>
public static class Until
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Returns when <paramref name="condition"/> holds; throws with what was waited for when the deadline has
    /// passed.
    /// </summary>
    public static async Task TrueAsync(
        string what, Func<Task<bool>> condition, TimeSpan? deadline = null, int everyMs = 5)
    {
        var clock = Stopwatch.StartNew();
        TimeSpan limit = deadline ?? Patience;
        Exception? last = null;
        while (true)
        {
            try
            {
                if (await condition())
                {
                    return;
                }
            }
            catch (Exception failure) when (
                failure is IOException or HttpRequestException or Client.Errors.HoldfastException)
            {
                last = failure;
            }

            if (clock.Elapsed > limit)
            {
                string why = last is null ? "" : $" (last: {last.Message})";
                throw new TimeoutException($"waited {limit.TotalSeconds:0.#} s for: {what}{why}", last);
            }

            await Task.Delay(everyMs);
        }
    }

    public static Task TrueAsync(string what, Func<bool> condition, TimeSpan? deadline = null, int everyMs = 5) =>
        TrueAsync(what, () => Task.FromResult(condition()), deadline, everyMs);
}
