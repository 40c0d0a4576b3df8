using System.Security.Cryptography;
using System.Text;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Runs;

/// <summary>Many runs, one seed after the other, and what they add up to.</summary>
internal sealed class Campaign(Mutant? mutant = null)
{
    private readonly StringBuilder _hashes = new();
    private string _last = "";

    public long Runs { get; private set; }

    public long Events { get; private set; }

    public double SimulatedSeconds { get; private set; }

    public Counters Counters { get; } = new();

    public List<RunResult> Failing { get; } = [];

    /// <summary>The log's hash of a single run, or the hash of all runs' hashes.</summary>
    public string Hash => Runs == 1
        ? _last
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(_hashes.ToString())));

    public RunResult Add(long seed, TextWriter? log = null)
    {
        RunResult run = Run.Of(seed, mutant, log);
        Runs++;
        Events += run.Events;
        SimulatedSeconds += run.SimulatedNanoseconds / 1e9;
        Counters.Add(run.Counters);
        _last = run.Hash;
        _hashes.Append(run.Hash);
        if (run.Violation is not null)
        {
            Failing.Add(run);
        }

        return run;
    }
}
