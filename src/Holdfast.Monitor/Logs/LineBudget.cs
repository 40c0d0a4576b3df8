namespace Holdfast.Monitor.Logs;

/// <summary>How much one source may still write: a bucket that fills with time.</summary>
internal sealed class LineBudget
{
    public const int PerSecond = 256 * 1024;

    private const long Most = 1024 * 1024;

    private long available = Most;
    private long filledAt = long.MinValue;
    private long dropped;

    /// <summary>Takes room for a line; false if there is none and the line must be dropped.</summary>
    /// <param name="size">Bytes, about.</param>
    /// <param name="now">Milliseconds of any steady clock.</param>
    /// <param name="droppedBefore">How many lines were dropped since the last that was not.</param>
    public bool Take(int size, long now, out long droppedBefore)
    {
        if (filledAt != long.MinValue)
        {
            available = Math.Min(Most, available + ((now - filledAt) * PerSecond / 1000));
        }

        filledAt = now;
        droppedBefore = 0;

        // After a drop, a quarter must be free again, so that a flood gives one notice a second and not one per line.
        if (size > available || (dropped > 0 && available < PerSecond))
        {
            dropped++;
            return false;
        }

        available -= size;
        droppedBefore = dropped;
        dropped = 0;
        return true;
    }
}
