using System.Text.Encodings.Web;
using System.Text.Json;

namespace Holdfast.Lab.Cases;

/// <summary>The <c>cases</c> command: plays all cases or some, one JSON line each.</summary>
public static class CasesCommand
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task<int> RunAsync(string only, int times, TextWriter output)
    {
        HashSet<string> wanted =
            [.. only.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        ClusterCase[] cases =
            [.. AllCases.Create().Where(item => wanted.Count == 0 || wanted.Contains($"{item.Number}"))];
        if (cases.Length == 0)
        {
            await Console.Error.WriteLineAsync($"no case \"{only}\"; there are {string
                .Join(", ", AllCases.Create().Select(c => c.Number))}");
            return 2;
        }

        bool all = true;
        foreach (ClusterCase item in cases)
        {
            CaseResult result = await item.RunAsync(times);
            all &= result.Pass;
            await Console.Error.WriteLineAsync(
                $"case {item.Number}: {item.Title}{(result.Failure is null ? "" : $": {result.Failure}")}");
            await output.WriteLineAsync(JsonSerializer.Serialize(result, Format));
            await output.FlushAsync();
        }

        return all ? 0 : 1;
    }
}
