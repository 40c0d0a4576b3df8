using System.Globalization;
using Holdfast.Client.Errors;
using Holdfast.Core.State;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Bodies;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.Api.Problems;

namespace Holdfast.Service.Api;

/// <summary>What every endpoint asks of its request.</summary>
internal static class RequestContext
{
    public static string Who(this HttpContext context) => AccessMiddleware.CallerOf(context).Who;

    /// <summary>Who asks, and the revision given by <c>?revision=</c>.</summary>
    public static Outcome<Asked> Asked(this HttpContext context) =>
        context.Number("revision").Succeeded(out long? revision, out Refusal? refusal)
            ? new Asked(context.Who(), revision)
            : refusal;

    /// <summary>Carries out an edit for whoever asks, with the revision that they gave.</summary>
    /// <param name="context">The request.</param>
    /// <param name="editor">What carries it out.</param>
    /// <param name="decide">The edit, from a snapshot.</param>
    /// <param name="answer">The answer, from a snapshot that contains the change.</param>
    public static async Task<IResult> EditAsync(
        this HttpContext context,
        ConfigEditor editor,
        Func<ClusterSnapshot, Asked, Edit> decide,
        Func<ClusterSnapshot, IResult> answer)
    {
        if (!context.Asked().Succeeded(out Asked? asked, out Refusal? refusal))
        {
            return new ProblemResult(refusal);
        }

        Outcome<ClusterSnapshot> done = await editor
            .EditAsync(snapshot => decide(snapshot, asked), context.RequestAborted)
            .ConfigureAwait(false);
        return done.ToResult(answer);
    }

    /// <summary>A query parameter that is a whole number, at least 0; null if it is absent.</summary>
    public static Outcome<long?> Number(this HttpContext context, string name)
    {
        string text = context.Request.Query[name].ToString();
        if (text.Length == 0)
        {
            return (long?)null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? (long?)value
            : new Refusal(ErrorCodes.BadQuery, $"the query parameter {name} must be a whole number, not \"{text}\"");
    }

    /// <summary>Reads the body with <paramref name="read"/>, which asks for every member it knows.</summary>
    public static async Task<Outcome<T>> BodyAsync<T>(
        this HttpContext context, Func<BodyReader, T> read, bool optional = false)
    {
        Outcome<BodyReader> body = await RequestBody.ReadObjectAsync(context.Request, optional).ConfigureAwait(false);
        if (!body.Succeeded(out BodyReader? reader, out Refusal? refusal))
        {
            return refusal;
        }

        T value = read(reader);
        return reader.Errors.Count == 0 ? value : Refusal.Invalid(reader.Errors);
    }
}
