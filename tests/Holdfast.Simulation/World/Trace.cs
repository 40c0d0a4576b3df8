using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Simulation.World;

/// <summary>The log of a run. Its hash tells whether two runs were the same to the byte.</summary>
internal sealed class Trace(Schedule schedule, TextWriter? writer) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Queue<string> _last = new();

    public string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>The last lines, for reports of violations.</summary>
    public IReadOnlyCollection<string> Last => _last;

    public void Say(string who, string what)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{schedule.Now / 1e9:0.000000} {who} {what}\n");
        _hash.AppendData(Encoding.UTF8.GetBytes(line));
        writer?.Write(line);
        _last.Enqueue(line.TrimEnd());
        if (_last.Count > 60)
        {
            _last.Dequeue();
        }
    }

    public void Dispose() => _hash.Dispose();
}
