using System.Text;

namespace Holdfast.Monitor.Logs;

/// <summary>
/// Stands in for Console.Out and Console.Error: whatever a DLL prints goes to the log under the name of the resource
/// whose call (or a task begun in it) printed it.
/// </summary>
internal sealed class ResourceConsole(MonitorLog log) : TextWriter
{
    private const int LongestLine = 4096;

    private static readonly AsyncLocal<string?> Current = new();

    private readonly Dictionary<string, StringBuilder> unfinished = new(StringComparer.Ordinal);

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Marks what follows in this flow of execution as a resource's.</summary>
    public static void Enter(string resource) => Current.Value = resource;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void WriteLine(string? value) => Write(string.Concat(value, "\n").AsSpan());

    public override void Write(ReadOnlySpan<char> text)
    {
        var resource = Current.Value ?? "";
        lock (unfinished)
        {
            if (!unfinished.TryGetValue(resource, out var line))
            {
                unfinished[resource] = line = new StringBuilder();
            }

            while (!text.IsEmpty)
            {
                var end = text.IndexOf('\n');
                var part = end < 0 ? text : text[..end];
                line.Append(part[..Math.Min(part.Length, LongestLine - line.Length)]);
                if (end >= 0 || line.Length == LongestLine)
                {
                    log.Write(resource, line.ToString());
                    line.Clear();
                }

                text = end >= 0 ? text[(end + 1)..] : [];
            }
        }
    }
}
