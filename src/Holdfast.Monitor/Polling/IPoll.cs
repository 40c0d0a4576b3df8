namespace Holdfast.Monitor.Polling;

/// <summary>Something that is to be done again and again, at points in time that it names itself.</summary>
internal interface IPoll
{
    /// <summary>The schedule's own mark of the poll's present entry; an entry with another mark is void.</summary>
    long Mark { get; set; }

    /// <summary>Starts the work that is due, without waiting for it.</summary>
    /// <param name="now">Milliseconds.</param>
    /// <returns>When to come again, ms.</returns>
    long Start(long now);

    /// <summary>When to come first, ms.</summary>
    long First(long now);
}
