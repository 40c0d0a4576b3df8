using System.Globalization;

namespace Holdfast.Lab.Faults;

/// <summary>
/// The <c>faults-table</c> command: makes the table of docs/faults.md of the figures that <c>faults</c> kept, those of
/// several files and runs taken together, with what each fault's own definition says of it.
/// </summary>
public static class FaultTable
{
    public const string Begin = "<!-- made by make faults-table -->";
    public const string End = "<!-- end of the table -->";

    private const string Head =
        "| fault | what is done | machines | runs | moved | overlap ms | lost | recovery median | max | client median "
        + "| max |\n|---|---|---|---|---|---|---|---|---|---|---|\n";

    /// <summary>Writes it into a document, between the two marks.</summary>
    /// <param name="files">What <c>faults</c> kept, with commas between them.</param>
    /// <param name="document">The document.</param>
    /// <param name="profile">Figures of other lease profiles are left out.</param>
    public static int Run(string files, string document, string profile)
    {
        FaultFigures[] kept = [.. files.Split(',').SelectMany(FaultFigures.Read)
            .Where(figures => figures.Profile == profile)];
        string text = File.ReadAllText(document);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < Begin.Length || end < begin)
        {
            Console.Error.WriteLine($"{document} has no lines \"{Begin}\" and \"{End}\"");
            return 2;
        }

        string table = Of(kept);
        File.WriteAllText(document, $"{text[..begin]}\n{table}{text[end..]}");
        Console.Write(table);
        return 0;
    }

    /// <summary>A row for each way of each fault that there are figures of, in their order.</summary>
    public static string Of(IReadOnlyCollection<FaultFigures> kept) => Head + string.Concat(
        AllFaults.Create().OrderBy(fault => fault.Number).SelectMany(fault => fault.Ways.Select((way, index) =>
            kept.Where(each => (each.Fault, each.Way) == (fault.Number, index)).ToArray() is { Length: > 0 } its
                ? Row(Name(fault, index), way, FaultFigures.Together(its))
                : "")));

    /// <summary>Its number, and for its further ways a letter.</summary>
    public static string Name(Fault fault, int way) =>
        $"{fault.Number}{(way > 0 ? $" {(char)('a' + way)}" : "")}";

    private static string Row(string name, Fault way, FaultFigures figures)
    {
        var recovery = FaultResult.Spread.Of(figures.RecoveryMs);
        string client = figures.ClientMs.Count == 0 ? "– | –"
            : FaultResult.Spread.Of(figures.ClientMs) is var (median, max) ? $"{Number(median)} | {Number(max)}" : "";
        string failed = figures.Failed > 0 ? $", {figures.Failed} failed" : "";
        return $"| {name} | {way.Title} | {string.Join(", ", way.Layouts)} | {figures.RecoveryMs.Count}{failed} "
            + $"| {figures.Moved} | {Number(figures.OverlapMs)} | {figures.LostWrites} "
            + $"| {Number(recovery.Median)} | {Number(recovery.Max)} | {client} |\n";
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
